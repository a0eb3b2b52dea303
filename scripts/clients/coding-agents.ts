import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { installFromNpm, versionFromNpm } from './install.ts';
import { type CommandResult, runCommand } from './run-command.ts';
import { type Dialect, dialects } from './stage.ts';
import { type ClientKind, notInstalled, type Place, type Trial } from './trial.ts';

const answerLimitMs = 90_000;

/** The shell computes what neither prompt nor command spells, so that only a command that ran can have written it. */
const command = 'echo ran-$((6 * 7))';
const commandOutput = 'ran-42';
const finalWords = 'the penstock is open';

const prompts = {
  'a prompt': `Say "${finalWords}". [call none]`,
  // One call of these is of a tool that the agent offers.
  'a command that the model asks for': [
    `Say "${finalWords}".`,
    ...[
      ['Bash', { command, description: 'Prints' }],
      ['exec_command', { cmd: command }],
      ['shell_command', { command }],
      ['shell', { command: ['bash', '-lc', command] }],
    ].map(([name, input]) => `[call ${name} ${JSON.stringify(input)}]`),
  ].join(' '),
} as const;

/** Codex and Claude Code, from npm. */
export const codingAgents: ClientKind = { name: 'coding agents', tryAll };

type Agent = {
  client: string;
  npmName: string;
  /** The answer alone, without the prompt, which holds the same words. */
  readAnswer: (stdout: string) => string;
  ask: (prompt: string, dialect: Dialect, place: Place) => Promise<CommandResult>;
};

const agents: readonly Agent[] = [
  { client: 'Codex CLI', npmName: '@openai/codex', ask: askCodex, readAnswer: (stdout) => stdout.trim() },
  { client: 'Claude Code', npmName: '@anthropic-ai/claude-code', ask: askClaudeCode, readAnswer: readResult },
];

async function tryAll(place: Place): Promise<readonly Trial[]> {
  const trials: Trial[] = [];
  for (const agent of agents) trials.push(...(await tryAgent(agent, place)));
  return trials;
}

async function tryAgent(agent: Agent, place: Place): Promise<readonly Trial[]> {
  const own = { ...place, folder: join(place.folder, agent.npmName.replace(/\W+/g, '-')) };
  const { client } = agent;
  const missing = await installFromNpm(own, [agent.npmName]);
  if (missing !== null) return [notInstalled(client, missing)];
  const version = await versionFromNpm(own.folder, agent.npmName);
  const trials: Trial[] = [];
  for (const dialect of dialects) {
    for (const [tried, prompt] of Object.entries(prompts)) {
      const observed = place.stage.observe();
      const { stdout, problem } = await agent.ask(prompt, dialect, own);
      const found =
        problem ?? findProblem(agent.readAnswer(stdout), prompt, (text) => observed.reachedModel(dialect, text));
      trials.push({ client, version, endpoint: await observed.endpoints(), dialect, tried, problem: found });
    }
  }
  return trials;
}

function findProblem(answer: string, prompt: string, reachedModel: (text: string) => boolean): string | null {
  if (prompt.includes(command) && !reachedModel(commandOutput))
    return 'the output of the command did not reach the model';
  return answer === finalWords ? null : `it answered '${answer.slice(0, 200)}'`;
}

/** What Claude Code prints with `--output-format json`; its whole output where that is something else. */
function readResult(stdout: string): string {
  try {
    return String(JSON.parse(stdout).result);
  } catch {
    return stdout;
  }
}

async function askCodex(prompt: string, dialect: Dialect, { folder, stage, signal }: Place): Promise<CommandResult> {
  const [home, work] = [join(folder, 'home'), join(folder, 'work')];
  for (const path of [home, work]) await mkdir(path, { recursive: true });
  await writeFile(
    join(home, 'config.toml'),
    [
      `model = "${stage.modelOf(dialect)}"`,
      'model_provider = "penstock"',
      '[model_providers.penstock]',
      'name = "Penstock"',
      `base_url = "${stage.url}/v1"`,
      'env_key = "PENSTOCK_KEY"',
      'wire_api = "responses"',
    ].join('\n'),
  );
  const words = ['exec', '--skip-git-repo-check', '--sandbox', 'danger-full-access', prompt];
  return runCommand(join(folder, 'node_modules/.bin/codex'), words, {
    ...{ folder: work, signal, limitMs: answerLimitMs },
    environment: { HOME: home, CODEX_HOME: home, PENSTOCK_KEY: stage.key },
  });
}

async function askClaudeCode(
  prompt: string,
  dialect: Dialect,
  { folder, stage, signal }: Place,
): Promise<CommandResult> {
  const [home, work] = [join(folder, 'home'), join(folder, 'work')];
  for (const path of [home, work]) await mkdir(path, { recursive: true });
  const model = stage.modelOf(dialect);
  const words = ['-p', prompt, '--output-format', 'json', '--allowedTools', 'Bash', '--model', model];
  return runCommand(join(folder, 'node_modules/.bin/claude'), words, {
    ...{ folder: work, signal, limitMs: answerLimitMs },
    environment: {
      HOME: home,
      ANTHROPIC_BASE_URL: stage.url,
      ANTHROPIC_API_KEY: stage.key,
      ANTHROPIC_SMALL_FAST_MODEL: model,
      DISABLE_TELEMETRY: '1',
      DISABLE_AUTOUPDATER: '1',
      CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
    },
  });
}

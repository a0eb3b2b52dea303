import { join } from 'node:path';
import type { Agent } from './agents/agent.ts';
import { aider } from './agents/aider.ts';
import { claudeCode } from './agents/claude-code.ts';
import { cline } from './agents/cline.ts';
import { codex } from './agents/codex.ts';
import { continueCli } from './agents/continue.ts';
import { opencode } from './agents/opencode.ts';
import { installFromNpm, installFromPyPi, versionFromNpm, versionFromPyPi } from './install.ts';
import { dialects } from './stage.ts';
import { type ClientKind, notInstalled, type Place, type Trial } from './trial.ts';

const agents: readonly Agent[] = [codex, claudeCode, opencode, cline, continueCli, aider];

/**
 * The shell computes a value that neither prompt nor command contains. So only a command that ran can have written it.
 */
const command = 'echo ran-$((6 * 7))';
const commandOutput = 'ran-42';
const finalWords = 'the penstock is open';

const prompts = {
  'a prompt': `Say "${finalWords}". [call none]`,
  // One of these calls names a tool that the agent offers.
  'a command that the model asks for': [
    `Say "${finalWords}".`,
    ...[
      ['Bash', { command, description: 'Prints' }],
      ['bash', { command, description: 'Prints' }],
      ['run_commands', { commands: [command] }],
      ['exec_command', { cmd: command }],
      ['shell_command', { command }],
      ['shell', { command: ['bash', '-lc', command] }],
    ].map(([name, input]) => `[call ${name} ${JSON.stringify(input)}]`),
  ].join(' '),
} as const;

/** Coding agents from npm and PyPI. */
export const codingAgents: ClientKind = { name: 'coding agents', tryAll };

async function tryAll(place: Place): Promise<readonly Trial[]> {
  const trials: Trial[] = [];
  for (const agent of agents) trials.push(...(await tryAgent(agent, place)));
  return trials;
}

async function tryAgent(agent: Agent, place: Place): Promise<readonly Trial[]> {
  const { client, name, registry } = agent;
  const own = { ...place, folder: join(place.folder, name.replace(/\W+/g, '-')) };
  const missing = await (registry === 'npm' ? installFromNpm : installFromPyPi)(own, [name]);
  if (missing !== null) return [notInstalled(client, missing)];
  const version = await (registry === 'npm' ? versionFromNpm(own.folder, name) : versionFromPyPi(own, name));
  const asked = Object.entries(prompts).filter(([, prompt]) => agent.runsCommands || !prompt.includes(command));
  const trials: Trial[] = [];
  for (const dialect of dialects) {
    for (const [tried, prompt] of asked) {
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

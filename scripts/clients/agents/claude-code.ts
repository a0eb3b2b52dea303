import { type CommandResult, runCommand } from '../run-command.ts';
import type { Dialect } from '../stage.ts';
import type { Place } from '../trial.ts';
import { type Agent, answerLimitMs, foldersOf, programOf } from './agent.ts';

export const claudeCode: Agent = {
  client: 'Claude Code',
  name: '@anthropic-ai/claude-code',
  registry: 'npm',
  runsCommands: true,
  readAnswer: readResult,
  ask: askClaudeCode,
};

/** The output of Claude Code with `--output-format json`. The whole output if it has another form. */
function readResult(stdout: string): string {
  try {
    return String(JSON.parse(stdout).result);
  } catch {
    return stdout;
  }
}

async function askClaudeCode(prompt: string, dialect: Dialect, place: Place): Promise<CommandResult> {
  const { stage, signal } = place;
  const { home, work } = await foldersOf(place);
  const model = stage.modelOf(dialect);
  const words = ['-p', prompt, '--output-format', 'json', '--allowedTools', 'Bash', '--model', model];
  return runCommand(programOf(place, 'claude'), words, {
    folder: work,
    signal,
    limitMs: answerLimitMs,
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

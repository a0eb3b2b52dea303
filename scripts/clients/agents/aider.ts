import { join } from 'node:path';
import { runCommand } from '../run-command.ts';
import { type Agent, answerLimitMs, foldersOf } from './agent.ts';

const quietly = [
  '--no-git',
  '--yes-always',
  '--no-pretty',
  '--no-stream',
  '--no-show-release-notes',
  '--no-show-model-warnings',
  '--no-check-update',
  '--analytics-disable',
];

export const aider: Agent = {
  client: 'Aider',
  name: 'aider-chat',
  registry: 'PyPI',
  runsCommands: false,
  /** The line before the one that counts the tokens. */
  readAnswer: (stdout) => stdout.slice(0, stdout.lastIndexOf('\nTokens:')).trim().split('\n').at(-1) ?? '',
  async ask(prompt, dialect, place) {
    const { folder, stage, signal } = place;
    const { home, work } = await foldersOf(place);
    const access = ['--openai-api-base', `${stage.url}/v1`, '--openai-api-key', stage.key];
    const words = ['--model', `openai/${stage.modelOf(dialect)}`, ...access, ...quietly, '--message', prompt];
    return runCommand(join(folder, 'venv/bin/aider'), words, {
      folder: work,
      signal,
      limitMs: answerLimitMs,
      environment: { HOME: home, LITELLM_LOCAL_MODEL_COST_MAP: 'True' },
    });
  },
};

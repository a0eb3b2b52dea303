import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runCommand } from '../run-command.ts';
import { type Agent, answerLimitMs, foldersOf, lastLine, programOf } from './agent.ts';

export const opencode: Agent = {
  client: 'opencode',
  name: 'opencode-ai',
  registry: 'npm',
  runsCommands: true,
  readAnswer: lastLine,
  async ask(prompt, dialect, place) {
    const { stage, signal } = place;
    const { home, work } = await foldersOf(place);
    const model = stage.modelOf(dialect);
    const options = { baseURL: `${stage.url}/v1`, apiKey: stage.key };
    const provider = { npm: '@ai-sdk/openai-compatible', name: 'Penstock', options, models: { [model]: {} } };
    const settings = { provider: { penstock: provider }, permission: { bash: 'allow' }, autoupdate: false };
    await writeFile(join(work, 'opencode.json'), JSON.stringify(settings));
    // It puts quotes around a word with blanks.
    const words = ['run', '--model', `penstock/${model}`, ...prompt.split(' ')];
    return runCommand(programOf(place, 'opencode'), words, {
      folder: work,
      signal,
      limitMs: answerLimitMs,
      environment: { HOME: home },
    });
  },
};

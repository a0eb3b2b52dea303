import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runCommand } from '../run-command.ts';
import { type Agent, answerLimitMs, foldersOf, lastLine, programOf } from './agent.ts';

export const continueCli: Agent = {
  client: 'Continue CLI',
  name: '@continuedev/cli',
  registry: 'npm',
  runsCommands: true,
  readAnswer: lastLine,
  async ask(prompt, dialect, place) {
    const { stage, signal } = place;
    const { home, work } = await foldersOf(place);
    const model = {
      name: 'penstock',
      provider: 'openai',
      model: stage.modelOf(dialect),
      roles: ['chat'],
      apiBase: `${stage.url}/v1`,
      apiKey: stage.key,
      capabilities: ['tool_use'],
    };
    // JSON is valid YAML.
    const settings = JSON.stringify({ name: 'Penstock', version: '1.0.0', schema: 'v1', models: [model] });
    await writeFile(join(work, 'config.yaml'), settings);
    return runCommand(programOf(place, 'cn'), ['-p', '--config', 'config.yaml', '--allow', 'Bash', prompt], {
      folder: work,
      signal,
      limitMs: answerLimitMs,
      environment: { HOME: home },
    });
  },
};

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type CommandResult, runCommand } from '../run-command.ts';
import type { Dialect } from '../stage.ts';
import type { Place } from '../trial.ts';
import { type Agent, answerLimitMs, foldersOf, programOf } from './agent.ts';

export const codex: Agent = {
  client: 'Codex CLI',
  name: '@openai/codex',
  registry: 'npm',
  runsCommands: true,
  readAnswer: (stdout) => stdout.trim(),
  ask: askCodex,
};

async function askCodex(prompt: string, dialect: Dialect, place: Place): Promise<CommandResult> {
  const { stage, signal } = place;
  const { home, work } = await foldersOf(place);
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
  return runCommand(programOf(place, 'codex'), words, {
    folder: work,
    signal,
    limitMs: answerLimitMs,
    environment: { HOME: home, CODEX_HOME: home, PENSTOCK_KEY: stage.key },
  });
}

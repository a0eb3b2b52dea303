import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { CommandResult } from '../run-command.ts';
import type { Dialect } from '../stage.ts';
import type { Place } from '../trial.ts';

/** A coding agent that a command line starts with one prompt. */
export type Agent = {
  client: string;
  /** The version of the installed package. */
  name: string;
  registry: 'npm' | 'PyPI';
  /** Whether the agent offers the model a tool that runs commands. */
  runsCommands: boolean;
  /** Extracts the answer. The output may also contain the prompt, which has the same words. */
  readAnswer: (stdout: string) => string;
  ask: (prompt: string, dialect: Dialect, place: Place) => Promise<CommandResult>;
};

/** Maximum time for an answer, milliseconds. */
export const answerLimitMs = 90_000;

/** The agent's home and its working folder. Both are created if they are missing. */
export async function foldersOf({ folder }: Place): Promise<{ home: string; work: string }> {
  const [home, work] = [join(folder, 'home'), join(folder, 'work')];
  for (const path of [home, work]) await mkdir(path, { recursive: true });
  return { home, work };
}

/** The program of an installed npm package. */
export function programOf({ folder }: Place, name: string): string {
  return join(folder, 'node_modules/.bin', name);
}

/** The last line that is not empty. */
export function lastLine(stdout: string): string {
  return stdout.trim().split('\n').at(-1)?.trim() ?? '';
}

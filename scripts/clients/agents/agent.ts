import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { CommandResult } from '../run-command.ts';
import type { Dialect } from '../stage.ts';
import type { Place } from '../trial.ts';

/** A coding agent that is started from the command line, with one prompt. */
export type Agent = {
  client: string;
  /** Of the package that is installed. */
  name: string;
  registry: 'npm' | 'PyPI';
  /** Whether it offers the model a tool that runs commands. */
  runsCommands: boolean;
  /** The answer alone, without the prompt, which holds the same words. */
  readAnswer: (stdout: string) => string;
  ask: (prompt: string, dialect: Dialect, place: Place) => Promise<CommandResult>;
};

/** The milliseconds that an answer may take. */
export const answerLimitMs = 90_000;

/** The agent's home and the folder that it works in, which are made where they are missing. */
export async function foldersOf({ folder }: Place): Promise<{ home: string; work: string }> {
  const [home, work] = [join(folder, 'home'), join(folder, 'work')];
  for (const path of [home, work]) await mkdir(path, { recursive: true });
  return { home, work };
}

/** The program of a package that npm has installed. */
export function programOf({ folder }: Place, name: string): string {
  return join(folder, 'node_modules/.bin', name);
}

/** The last line that says anything. */
export function lastLine(stdout: string): string {
  return stdout.trim().split('\n').at(-1)?.trim() ?? '';
}

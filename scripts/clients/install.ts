import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runCommand } from './run-command.ts';
import type { Place } from './trial.ts';

const installLimitMs = 400_000;

/** Installs npm packages into the folder. Returns the first problem, or null. */
export async function installFromNpm({ folder, signal }: Place, packages: readonly string[]): Promise<string | null> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'package.json'), '{ "private": true, "type": "module" }\n');
  const words = ['install', '--no-audit', '--no-fund', '--loglevel=error', ...packages];
  const { problem } = await runCommand('npm', words, { folder, signal, limitMs: installLimitMs });
  return problem === null ? null : `npm could not install it: ${problem}`;
}

/** The version of a package that npm installed in the folder. */
export async function versionFromNpm(folder: string, name: string): Promise<string> {
  const text = await readFile(join(folder, 'node_modules', name, 'package.json'), 'utf8');
  return String(JSON.parse(text).version);
}

/** Installs Python packages into the virtual environment `venv` of the folder. Returns the first problem, or null. */
export async function installFromPyPi({ folder, signal }: Place, packages: readonly string[]): Promise<string | null> {
  await mkdir(folder, { recursive: true });
  const options = { folder, signal, limitMs: installLimitMs };
  const made = await runCommand('python3', ['-m', 'venv', 'venv'], options);
  if (made.problem !== null) return `python3 could not make a virtual environment: ${made.problem}`;
  const words = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...packages];
  const { problem } = await runCommand(pythonOf(folder), words, options);
  return problem === null ? null : `pip could not install it: ${problem}`;
}

export function pythonOf(folder: string): string {
  return join(folder, 'venv/bin/python');
}

/** The version of a distribution in the virtual environment. */
export async function versionFromPyPi({ folder, signal }: Place, name: string): Promise<string> {
  const words = ['-c', 'import importlib.metadata as m, sys; print(m.version(sys.argv[1]))', name];
  const { stdout } = await runCommand(pythonOf(folder), words, { folder, signal, limitMs: 20_000 });
  return stdout.trim();
}

import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** The path of a Node between 20 and 23, as callers may have: on the PATH, or at the usual places. Null without one. */
export function findOlderNode(): string | null {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/local/bin', '/usr/bin'];
  const programs = folders.filter((folder) => folder !== '').map((folder) => join(folder, 'node'));
  return [...new Set(programs)].find((program) => existsSync(program) && isOlder(program)) ?? null;
}

function isOlder(program: string): boolean {
  const { stdout } = spawnSync(program, ['--version'], { encoding: 'utf8' });
  const major = Number(/^v(\d+)\./.exec(stdout)?.[1]);
  return major >= 20 && major < 24;
}

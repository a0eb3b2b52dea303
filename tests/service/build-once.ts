import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { root } from './root.ts';

const run = promisify(execFile);

/** Builds the console and the packages for callers, once: tests run at the same time and read the same folders. */
export async function setup(): Promise<void> {
  await run(process.execPath, ['scripts/build-packages.mjs'], { cwd: root });
  await run(process.execPath, ['apps/web/start.mjs', '--build-only'], { cwd: root });
}

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { root } from './root.ts';

/** Builds the console once, before any test: two tests that start it at the same time must not build in one folder. */
export async function setup(): Promise<void> {
  await promisify(execFile)(process.execPath, ['apps/web/start.mjs', '--build-only'], { cwd: root });
}

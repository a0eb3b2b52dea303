import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { withBuildLock } from './build-lock.ts';

let folder: string;
let file: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'build-lock-'));
  file = join(folder, 'cache', 'build.lock');
  await withBuildLock({ file, onWait: () => {} }, async () => {});
});
afterEach(() => rm(folder, { recursive: true }));

/** The highest number of concurrent acts when `count` processes want the lock. */
async function mostAtOnce(count: number): Promise<number> {
  let running = 0;
  let most = 0;
  const act = async (): Promise<void> => {
    most = Math.max(most, ++running);
    await sleep(5);
    running -= 1;
  };
  const want = () => withBuildLock({ file, onWait: () => {}, beatMs: 2 }, act);
  await Promise.all(Array.from({ length: count }, want));
  return most;
}

test('one process builds at a time, and the others get its pid', async () => {
  const told: number[] = [];
  const built = Promise.withResolvers<void>();
  const first = withBuildLock({ file, onWait: () => {} }, () => built.promise);
  await expect.poll(() => existsSync(file)).toBe(true);
  const onWait = (pid: number): void => {
    told.push(pid);
    built.resolve();
  };
  await Promise.all([first, withBuildLock({ file, onWait, beatMs: 5 }, async () => {})]);
  expect(told).toEqual([process.pid]);
  expect(await mostAtOnce(10)).toBe(1);
});

test('the lock leaves no file, also after a failure', async () => {
  const failing = withBuildLock({ file, onWait: () => {} }, () => Promise.reject(new Error('It does not compile.')));
  await expect(failing).rejects.toThrow('It does not compile.');
  await mostAtOnce(10);
  expect(await readdir(join(folder, 'cache'))).toEqual([]);
});

test('the lock of a dead process is taken over by exactly one of all that see it', async () => {
  const { pid } = spawnSync(process.execPath, ['-e', '']);
  await writeFile(file, `${pid} of-a-dead-process`);
  expect(await mostAtOnce(10)).toBe(1);
  expect(await readdir(join(folder, 'cache'))).toEqual([]);
});

test('a lock without a sign of life is taken over, because another process may have its pid by now', async () => {
  await writeFile(file, `${process.pid} of-an-earlier-process`);
  const before = new Date(Date.now() - 61_000);
  await utimes(file, before, before);
  expect(await mostAtOnce(3)).toBe(1);
});

test('the owner gives signs of life until it ends', async () => {
  const options = { file, onWait: () => {}, beatMs: 5, silentMs: 200 };
  const order: string[] = [];
  const first = withBuildLock(options, async () => {
    await sleep(500);
    order.push('first');
  });
  await expect.poll(() => existsSync(file)).toBe(true);
  await withBuildLock(options, async () => void order.push('second'));
  await first;
  expect(order).toEqual(['first', 'second']);
});

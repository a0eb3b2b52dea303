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

/** The most that ran at once, of so many who want the lock. */
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

test('one builds at a time, and the others are told who does', async () => {
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

test('leaves nothing, also after a failure', async () => {
  const failing = withBuildLock({ file, onWait: () => {} }, () => Promise.reject(new Error('It does not compile.')));
  await expect(failing).rejects.toThrow('It does not compile.');
  await mostAtOnce(10);
  expect(await readdir(join(folder, 'cache'))).toEqual([]);
});

test('the lock of a process that has died is taken over, by one of all who see it', async () => {
  const { pid } = spawnSync(process.execPath, ['-e', '']);
  await writeFile(file, `${pid} of-a-dead-process`);
  expect(await mostAtOnce(10)).toBe(1);
  expect(await readdir(join(folder, 'cache'))).toEqual([]);
});

test('so is one without a sign of life, whose pid may be that of another process by now', async () => {
  await writeFile(file, `${process.pid} of-an-earlier-process`);
  const before = new Date(Date.now() - 61_000);
  await utimes(file, before, before);
  expect(await mostAtOnce(3)).toBe(1);
});

test('the owner gives signs of life for as long as it takes', async () => {
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

import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { expect, it, vi } from 'vitest';
import { releaseMemory, releaseMemoryWhenQuiet } from './release-memory.ts';

it('collects unreferenced memory', async () => {
  const forgotten = new WeakRef({ some: 'garbage' });
  const held = { other: 'thing' };
  const stillHeld = new WeakRef(held);
  await nextTurn();
  await releaseMemory();
  expect(forgotten.deref()).toBeUndefined();
  expect(stillHeld.deref()).toBe(held);
});

it('releases memory after a load, not while generations run, and not again without growth', async () => {
  let isRunning = true;
  const releases: number[] = [];
  const stop = releaseMemoryWhenQuiet(() => isRunning, {
    intervalMs: 20,
    release: async () => {
      releases.push(held.length);
    },
  });
  const held = Array.from({ length: 1_500_000 }, (_, index) => ({ index }));
  await sleep(200);
  expect(releases).toEqual([]);
  isRunning = false;
  await vi.waitFor(() => expect(releases).toEqual([held.length]), 20_000);
  await sleep(200);
  expect(releases).toEqual([held.length]);
  stop();
});

it('releases memory once more when the rest of the load has expired, and then stops', async () => {
  const release = vi.fn(async () => {});
  const stop = releaseMemoryWhenQuiet(() => false, { intervalMs: 20, againAfterMs: 400, release });
  const held = Array.from({ length: 1_500_000 }, (_, index) => ({ index }));
  await vi.waitFor(() => expect(release).toHaveBeenCalledTimes(1), 20_000);
  await vi.waitFor(() => expect(release).toHaveBeenCalledTimes(2), 20_000);
  await sleep(800);
  expect(release).toHaveBeenCalledTimes(2);
  expect(held).toHaveLength(1_500_000);
  stop();
});

it('releases memory after sufficient growth', async () => {
  const release = vi.fn(async () => {});
  const stop = releaseMemoryWhenQuiet(() => false, { intervalMs: 20, worthBytes: 512 * 1024 * 1024, release });
  const held = Array.from({ length: 1_500_000 }, (_, index) => ({ index }));
  await sleep(400);
  expect(release).not.toHaveBeenCalled();
  expect(held).toHaveLength(1_500_000);
  stop();
});

import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { expect, it, vi } from 'vitest';
import { releaseMemory, releaseMemoryWhenQuiet } from './release-memory.ts';

it('collects what is no longer held', async () => {
  const forgotten = new WeakRef({ some: 'garbage' });
  const held = { other: 'thing' };
  const stillHeld = new WeakRef(held);
  await nextTurn();
  await releaseMemory();
  expect(forgotten.deref()).toBeUndefined();
  expect(stillHeld.deref()).toBe(held);
});

it('releases memory once a load is over, not while generations run, and not again without growth', async () => {
  let isRunning = true;
  const releases: number[] = [];
  const stop = releaseMemoryWhenQuiet(
    () => isRunning,
    20,
    async () => {
      releases.push(held.length);
    },
  );
  const held = Array.from({ length: 1_500_000 }, (_, index) => ({ index }));
  await sleep(200);
  expect(releases).toEqual([]);
  isRunning = false;
  await vi.waitFor(() => expect(releases).toEqual([held.length]), 20_000);
  await sleep(200);
  expect(releases).toEqual([held.length]);
  stop();
});

import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { releaseMemory } from './release-memory.ts';

it('collects what is no longer held', async () => {
  const forgotten = new WeakRef({ some: 'garbage' });
  const held = { other: 'thing' };
  const stillHeld = new WeakRef(held);
  await nextTurn();
  await releaseMemory();
  expect(forgotten.deref()).toBeUndefined();
  expect(stillHeld.deref()).toBe(held);
});

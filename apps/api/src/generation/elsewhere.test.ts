import { afterEach, expect, test, vi } from 'vitest';
import { waitForEnd } from './elsewhere.ts';

vi.mock('node:timers/promises', () => ({
  setTimeout: (ms: number) => new Promise((resolve) => setTimeout(resolve, ms)),
}));
afterEach(() => vi.useRealTimers());

test('reads until the generation has ended, also if it is not found at first', async () => {
  const looks = [null, { status: 'RUNNING' }, { status: 'CANCELLED' }, { status: 'COMPLETED' }];
  expect(await waitForEnd(async () => looks.shift() ?? null)).toEqual({ status: 'CANCELLED' });
  expect(looks).toHaveLength(1);
});

test('gives up after ten seconds, with the last state', async () => {
  vi.useFakeTimers();
  const waiting = waitForEnd(async () => ({ status: 'RUNNING' }));
  await vi.advanceTimersByTimeAsync(9_900);
  expect(await Promise.race([waiting, 'waits'])).toBe('waits');
  await vi.advanceTimersByTimeAsync(200);
  expect(await waiting).toEqual({ status: 'RUNNING' });
});

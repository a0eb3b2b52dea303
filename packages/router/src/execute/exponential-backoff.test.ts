import { describe, expect, it } from 'vitest';
import { exponentialBackoffMs } from './exponential-backoff.ts';

const waitMs = (calls: number, random: number) => exponentialBackoffMs({ baseMs: 250, maxMs: 4_000 }, calls, random);

describe('exponentialBackoffMs', () => {
  it.each([
    [1, 0, 250],
    [1, 0.5, 200],
    [2, 0, 500],
    [3, 0, 1_000],
    [5, 0, 4_000],
    [12, 0, 4_000],
    [12, 0.5, 3_200],
  ])('after %i calls, with chance at %f, waits %i ms', (calls, random, expected) => {
    expect(waitMs(calls, random)).toBeCloseTo(expected);
  });

  it('grows for any random numbers, up to the longest pause', () => {
    for (const calls of [1, 2, 3]) {
      expect(waitMs(calls + 1, 0.999_999)).toBeGreaterThan(waitMs(calls, 0));
    }
  });
});

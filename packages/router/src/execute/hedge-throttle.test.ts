import { expect, test } from 'vitest';
import { HedgeThrottle } from './hedge-throttle.ts';

const takenOf = (throttle: HedgeThrottle, tries: number): number =>
  Array.from({ length: tries }, () => throttle.take()).filter(Boolean).length;

test('allows a burst of ten, and then one per ten generations', () => {
  const throttle = new HedgeThrottle();
  expect(takenOf(throttle, 50)).toBe(10);
  let taken = 0;
  for (let generations = 0; generations < 1_000; generations += 1) {
    throttle.earn();
    taken += takenOf(throttle, 1);
  }
  expect(taken).toBe(100);
});

test('saves at most a burst', () => {
  const throttle = new HedgeThrottle();
  for (let generations = 0; generations < 1_000; generations += 1) throttle.earn();
  expect(takenOf(throttle, 50)).toBe(10);
});

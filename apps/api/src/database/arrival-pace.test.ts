import { expect, it } from 'vitest';
import { ArrivalPace } from './arrival-pace.ts';

function paceOf(...timesMs: readonly number[]): number {
  const pace = new ArrivalPace();
  for (const timeMs of timesMs) pace.arrived(timeMs);
  return pace.gapMs;
}

/** `count` arrivals, `gapMs` apart. */
const steady = (count: number, gapMs: number): readonly number[] => Array.from({ length: count }, (_, n) => n * gapMs);

it('is slow before the first arrival, and after it', () => {
  expect(new ArrivalPace().gapMs).toBe(100);
  expect(paceOf(5_000)).toBe(100);
});

it('approaches a steady pace', () => {
  expect(paceOf(...steady(60, 2))).toBeCloseTo(2, 0);
  expect(paceOf(...steady(60, 50))).toBeCloseTo(50, 0);
});

it('is fast after twenty arrivals of a burst, after any silence', () => {
  const crowd = Array.from({ length: 20 }, () => 3_600_000);
  expect(paceOf(0, ...crowd)).toBeLessThan(10);
  expect(paceOf(...steady(60, 2), 3_600_000)).toBeLessThan(15);
});

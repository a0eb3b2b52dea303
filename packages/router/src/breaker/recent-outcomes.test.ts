import { describe, expect, it } from 'vitest';
import { RecentOutcomes } from './recent-outcomes.ts';

/** `.` is a success, `x` a failure. */
function after(outcomes: string, stepMs = 10): { recent: RecentOutcomes; nowMs: number } {
  const recent = new RecentOutcomes();
  let nowMs = 1_000_000;
  for (const outcome of outcomes) {
    nowMs += stepMs;
    recent.add(outcome === '.', nowMs);
  }
  return { recent, nowMs };
}

describe('RecentOutcomes', () => {
  it.each([
    ['', false],
    ['.'.repeat(19), false],
    ['.'.repeat(20), true],
    [`${'x'.repeat(10)}${'.'.repeat(10)}`, true],
    [`${'x'.repeat(11)}${'.'.repeat(9)}`, false],
    [`${'x'.repeat(20)}${'.'.repeat(20)}`, true],
    [`${'.'.repeat(20)}${'x'.repeat(11)}`, false],
  ])('%s is mostly well: %s', (outcomes, expected) => {
    const { recent, nowMs } = after(outcomes);
    expect(recent.isMostlyWell(nowMs)).toBe(expected);
  });

  it('says nothing of what is long ago', () => {
    const { recent, nowMs } = after('.'.repeat(20), 1_000);
    expect(recent.isMostlyWell(nowMs)).toBe(true);
    expect(recent.isMostlyWell(nowMs + 12_000)).toBe(false);
  });
});

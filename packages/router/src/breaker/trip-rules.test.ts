import { describe, expect, it } from 'vitest';
import { consecutiveFailures } from './consecutive-failures.ts';
import { failureRate } from './failure-rate.ts';
import type { TripRule } from './trip-rule.ts';

/** `x` fails, `.` succeeds; one call after the other, each begun at the end of the one before. */
function play(rule: TripRule, calls: string, stepMs: number): boolean {
  let nowMs = 0;
  let events = 0;
  for (const call of calls) {
    rule.began(nowMs);
    nowMs += stepMs;
    rule.ended({ isWell: call === '.', nowMs, began: events + 1, ended: events + 2 });
    events += 2;
  }
  return rule.isTripped(nowMs);
}

/** All begin at once, then `failures` of them fail. */
function playAtOnce(rule: TripRule, calls: number, failures: number): boolean {
  for (let began = 0; began < calls; began += 1) rule.began(100);
  for (let ended = 1; ended <= failures; ended += 1) {
    rule.ended({ isWell: false, nowMs: 200, began: ended, ended: calls + ended });
  }
  return rule.isTripped(200);
}

describe('consecutiveFailures', () => {
  it.each([
    ['xx', false],
    ['xxx', true],
    ['xx.xx', false],
    ['...xxx', true],
  ])('three in a row: %s trips: %s', (calls, expected) => {
    expect(play(consecutiveFailures(3), calls, 1)).toBe(expected);
  });

  it('takes failures of calls that ran side by side for one', () => {
    expect(playAtOnce(consecutiveFailures(2), 100, 50)).toBe(false);
    expect(playAtOnce(consecutiveFailures(1), 100, 50)).toBe(true);
  });

  it('forgets', () => {
    const rule = consecutiveFailures(2);
    play(rule, 'xx', 1);
    rule.reset();
    expect(rule.isTripped(10)).toBe(false);
  });
});

describe('failureRate', () => {
  const rule = (): TripRule => failureRate({ rate: 0.5, windowMs: 10_000, minimumCalls: 4 });

  it.each([
    ['xxx', 100, false],
    ['xxxx', 100, true],
    ['x.x.', 100, true],
    ['x...', 100, false],
    ['x..x.x.x', 100, true],
  ])('half of at least four within ten seconds: %s every %i ms trips: %s', (calls, stepMs, expected) => {
    expect(play(rule(), calls, stepMs)).toBe(expected);
  });

  it('does not take the first failures of many calls for all of them', () => {
    expect(playAtOnce(rule(), 100, 40)).toBe(false);
    expect(playAtOnce(rule(), 100, 50)).toBe(true);
  });

  it('does not count what is older than the window', () => {
    expect(play(rule(), 'xxxx', 4_000)).toBe(false);
    const kept = rule();
    play(kept, 'xxxx', 100);
    expect(kept.isTripped(400)).toBe(true);
    expect(kept.isTripped(60_000)).toBe(false);
  });

  it('forgets', () => {
    const kept = rule();
    play(kept, 'xxxx', 100);
    kept.reset();
    expect(kept.isTripped(400)).toBe(false);
  });
});

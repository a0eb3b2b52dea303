import { describe, expect, it } from 'vitest';
import { consecutiveFailures } from './consecutive-failures.ts';
import { failureRate } from './failure-rate.ts';
import type { TripRule } from './trip-rule.ts';

/** `x` fails, `.` succeeds; a call every `stepMs`. */
function play(rule: TripRule, calls: string, stepMs: number, fromMs = 0): boolean {
  let nowMs = fromMs;
  for (const call of calls) {
    nowMs += stepMs;
    if (call === 'x') rule.failed(nowMs);
    else rule.succeeded(nowMs);
  }
  return rule.isTripped(nowMs);
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

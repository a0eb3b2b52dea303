import { describe, expect, it } from 'vitest';
import { consecutiveFailures } from './consecutive-failures.ts';
import { failureRate } from './failure-rate.ts';
import type { TripRule } from './trip-rule.ts';

/** `x` fails, `.` succeeds, `-` says nothing; one call after the other. */
function play(rule: TripRule, calls: string, stepMs: number): boolean {
  let nowMs = 0;
  for (const [index, call] of [...calls].entries()) {
    rule.began(index + 1, nowMs);
    nowMs += stepMs;
    rule.ended(index + 1, call === 'x' ? 'failed' : call === '.' ? 'well' : 'neutral', nowMs);
  }
  return rule.isTripped(nowMs);
}

/** All begin at once; then those marked `x` fail, while the others are still under way. */
function playAtOnce(rule: TripRule, calls: string): boolean {
  for (const index of calls.split('').keys()) rule.began(index + 1, 100);
  let isTripped = false;
  for (const [index, call] of [...calls].entries()) {
    if (call === 'x') rule.ended(index + 1, 'failed', 200);
    isTripped ||= rule.isTripped(200);
  }
  return isTripped;
}

describe('consecutiveFailures', () => {
  it.each([
    ['xx', false],
    ['xxx', true],
    ['xx.xx', false],
    ['...xxx', true],
    ['xx-x', true],
    ['x-.xx', false],
  ])('three in a row: %s trips: %s', (calls, expected) => {
    expect(play(consecutiveFailures(3), calls, 1)).toBe(expected);
  });

  it.each([
    ['x..x..x..x', false],
    ['..xxx..', true],
    ['xx.xx.xx', false],
  ])('goes by the order in which calls began: %s of calls at once trips: %s', (calls, expected) => {
    expect(playAtOnce(consecutiveFailures(3), calls)).toBe(expected);
  });

  it('finds a run in whatever order its calls end', () => {
    const rule = consecutiveFailures(3);
    for (const call of [1, 2, 3, 4]) rule.began(call, 0);
    rule.ended(4, 'failed', 1);
    rule.ended(2, 'failed', 2);
    expect(rule.isTripped(2)).toBe(false);
    rule.ended(3, 'failed', 3);
    expect(rule.isTripped(3)).toBe(true);
  });

  it('does not mind calls that began long ago', () => {
    const rule = consecutiveFailures(1);
    for (let call = 1; call <= 1_000; call += 1) rule.began(call, 0);
    rule.ended(3, 'failed', 1);
    expect(rule.isTripped(1)).toBe(false);
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
    expect(playAtOnce(rule(), `${'x'.repeat(4)}${'.'.repeat(6)}`)).toBe(false);
    expect(playAtOnce(rule(), `${'x'.repeat(5)}${'.'.repeat(5)}`)).toBe(true);
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

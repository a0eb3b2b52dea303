import { describe, expect, it } from 'vitest';
import { beginCall, type CallHistory, emptyHistory, endCall } from './call-history.ts';
import { consecutiveFailures } from './consecutive-failures.ts';
import { failureRate } from './failure-rate.ts';
import type { TripRule } from './trip-rule.ts';

const windowMs = 10_000;

/** `x` fails, `.` succeeds, `-` is neutral; calls run one after the other. */
function play(rule: TripRule, calls: string, stepMs: number, history = emptyHistory(windowMs)): boolean {
  let nowMs = 0;
  let call = 0;
  for (const mark of calls) {
    call = beginCall(history, nowMs);
    nowMs += stepMs;
    endCall(history, call, mark === 'x' ? 'failed' : mark === '.' ? 'succeeded' : 'neutral', nowMs);
  }
  return rule(history, call, nowMs);
}

/** All calls begin at once. Then the calls marked `x` fail while the others still run. */
function playAtOnce(rule: TripRule, calls: string): boolean {
  const history = begun(calls.length, 100);
  return [...calls].some((mark, index) => {
    if (mark === 'x') endCall(history, index + 1, 'failed', 200);
    return mark === 'x' && rule(history, index + 1, 200);
  });
}

function begun(calls: number, nowMs: number): CallHistory {
  const history = emptyHistory(windowMs);
  for (let call = 1; call <= calls; call += 1) beginCall(history, nowMs);
  return history;
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

  it('finds a run in any order of its ends', () => {
    const rule = consecutiveFailures(3);
    const history = begun(4, 0);
    endCall(history, 4, 'failed', 1);
    endCall(history, 2, 'failed', 2);
    expect(rule(history, 2, 2)).toBe(false);
    endCall(history, 3, 'failed', 3);
    expect(rule(history, 3, 3)).toBe(true);
  });

  it('ignores the gap to calls that began long ago', () => {
    const history = begun(1_000, 0);
    endCall(history, 3, 'failed', 1);
    expect(consecutiveFailures(1)(history, 3, 1)).toBe(false);
  });
});

describe('failureRate', () => {
  const rule = (): TripRule => failureRate({ rate: 0.5, minimumCalls: 4 });

  it.each([
    ['xxx', 100, false],
    ['xxxx', 100, true],
    ['x.x.', 100, true],
    ['x...', 100, false],
    ['x..x.x.x', 100, true],
  ])('half of at least four within ten seconds: %s every %i ms trips: %s', (calls, stepMs, expected) => {
    expect(play(rule(), calls, stepMs)).toBe(expected);
  });

  it('does not judge many calls by their first failures', () => {
    expect(playAtOnce(rule(), `${'x'.repeat(4)}${'.'.repeat(6)}`)).toBe(false);
    expect(playAtOnce(rule(), `${'x'.repeat(5)}${'.'.repeat(5)}`)).toBe(true);
  });

  it('does not count calls older than the window', () => {
    expect(play(rule(), 'xxxx', 4_000)).toBe(false);
    const history = emptyHistory(windowMs);
    expect(play(rule(), 'xxxx', 100, history)).toBe(true);
    expect(rule()(history, 4, 400)).toBe(true);
    expect(rule()(history, 4, 60_000)).toBe(false);
  });
});

import { describe, expect, it } from 'vitest';
import {
  areMostlySuccessful,
  beginCall,
  type CallHistory,
  countRecent,
  emptyHistory,
  endCall,
  failuresInARow,
} from './call-history.ts';

/** `.` succeeded, `x` failed, `-` neutral, `?` running; a call every 10 ms from 0. */
function after(calls: string): CallHistory {
  const history = emptyHistory(10_000);
  for (const [index, mark] of [...calls].entries()) {
    const call = beginCall(history, index * 10);
    const result = mark === '.' ? 'succeeded' : mark === 'x' ? 'failed' : 'neutral';
    if (mark !== '?') endCall(history, call, result, index * 10);
  }
  return history;
}

describe('the history of calls', () => {
  it.each([
    ['x', 1, 1],
    ['.x', 2, 1],
    ['xxx', 2, 3],
    ['x.xx', 4, 2],
    ['x?xx', 4, 2],
    ['x-xx', 1, 3],
    ['', 1, 0],
  ])('in %s, call %i stands in a run of %i failures', (calls, call, expected) => {
    expect(failuresInARow(after(calls), call)).toBe(expected);
  });

  it.each([
    ['...', false],
    ['....', true],
    ['x.x.', true],
    ['xxx.', false],
    ['xxxx....', true],
    ['....xxxx', false],
    ['xx??', true],
  ])('%s is mostly successful, by the last four: %s', (calls, expected) => {
    expect(areMostlySuccessful(after(calls), 4, 1_000, 100)).toBe(expected);
  });

  it('is not mostly successful with too old calls, or without calls', () => {
    expect(areMostlySuccessful(after('....'), 4, 1_000, 1_001)).toBe(false);
    expect(areMostlySuccessful(emptyHistory(10_000), 4, 1_000, 100)).toBe(false);
    expect(failuresInARow(emptyHistory(10_000), 1)).toBe(0);
  });

  it('records the end of a call once', () => {
    const history = after('?');
    expect(endCall(history, 1, 'failed', 5)).toBe(true);
    expect(endCall(history, 1, 'failed', 6)).toBe(false);
    expect(countRecent(history, 6)).toEqual({ calls: 1, failures: 1 });
  });

  it('keeps its size, and is the same after JSON', () => {
    const long = after('x.-?'.repeat(500));
    expect(JSON.stringify(long).length).toBeLessThan(2_000);
    expect(JSON.parse(JSON.stringify(long))).toEqual(long);
  });
});

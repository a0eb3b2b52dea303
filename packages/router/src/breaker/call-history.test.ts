import { describe, expect, it } from 'vitest';
import { RecentCalls } from './recent-calls.ts';

/** `.` is well, `x` failed, `-` neutral, `?` under way; a call every 10 ms from 0. */
function after(calls: string): RecentCalls {
  const recent = new RecentCalls();
  for (const [index, mark] of [...calls].entries()) {
    recent.began(index + 1, index * 10);
    if (mark !== '?') recent.ended(index + 1, mark === '.' ? 'well' : mark === 'x' ? 'failed' : 'neutral');
  }
  return recent;
}

describe('RecentCalls', () => {
  it.each([
    ['x', 1, 1],
    ['.x', 2, 1],
    ['xxx', 2, 3],
    ['x.xx', 4, 2],
    ['x?xx', 4, 2],
    ['x-xx', 1, 3],
    ['', 1, 0],
  ])('in %s, call %i stands in a run of %i failures', (calls, call, expected) => {
    expect(after(calls).failedInARow(call)).toBe(expected);
  });

  it.each([
    ['...', false],
    ['....', true],
    ['x.x.', true],
    ['xxx.', false],
    ['xxxx....', true],
    ['....xxxx', false],
    ['xx??', true],
  ])('%s is mostly well, by the last four: %s', (calls, expected) => {
    expect(after(calls).areMostlyWell(4, 1_000, 100)).toBe(expected);
  });

  it('says nothing good of what is long ago, or forgotten', () => {
    const recent = after('....');
    expect(recent.areMostlyWell(4, 1_000, 1_001)).toBe(false);
    recent.clear();
    expect(recent.areMostlyWell(4, 1_000, 100)).toBe(false);
    expect(recent.failedInARow(1)).toBe(0);
  });
});

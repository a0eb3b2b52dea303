import { version } from 'uuid';
import { describe, expect, it } from 'vitest';
import { newId } from './new-id.ts';

describe('a new id', () => {
  it('is a UUID of version 7 with its time', () => {
    const nowMs = Date.now();
    const id = newId(nowMs);
    expect(version(id)).toBe(7);
    expect(Number.parseInt(id.replace('-', '').slice(0, 12), 16)).toBeGreaterThanOrEqual(nowMs);
  });

  it('is greater than the earlier ids, within one millisecond and when the clock is set back', () => {
    const nowMs = Date.now() + 1;
    const ids = Array.from({ length: 2_000 }, (_, index) => newId(index % 2 === 0 ? nowMs : nowMs - 60_000));
    expect(ids).toEqual(ids.toSorted());
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('shares no random bytes with others', () => {
    const tails = Array.from({ length: 2_000 }, (_, index) => newId(Date.now() + index).slice(-10));
    expect(new Set(tails).size).toBe(tails.length);
  });
});

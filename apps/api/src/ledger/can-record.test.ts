import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createCanRecord } from './can-record.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

type Kind = 'server' | 'embedded';

function setUp({
  isLosing = true,
  isUnavailable = false,
  hasRoom = false,
  isBack = false,
  kind = 'server' as Kind,
} = {}) {
  const journal = { hasRoom: vi.fn(async () => hasRoom) };
  const database = { kind, ping: vi.fn(() => (isBack ? Promise.resolve() : Promise.reject(new Error('unavailable')))) };
  return { canRecord: createCanRecord({ writer: { isLosing, isUnavailable }, database, journal }), journal, database };
}

describe('records can be written', () => {
  it('without a check while nothing was lost', () => {
    const { canRecord, journal } = setUp({ isLosing: false });
    expect(canRecord()).toBe(true);
    expect(journal.hasRoom).not.toHaveBeenCalled();
  });

  it.each([
    [{ hasRoom: true }, true],
    [{ hasRoom: false }, false],
    [{ isBack: true }, true],
    // The embedded database is on the same disk as the journal.
    [{ isBack: true, kind: 'embedded' as const }, false],
  ])('after a loss, with %o: %s', async (circumstances, expected) => {
    expect(await setUp(circumstances).canRecord()).toBe(expected);
  });

  it.each([true, false])('before a loss when only the journal is left and has room: %s', async (hasRoom) => {
    expect(await setUp({ isLosing: false, isUnavailable: true, hasRoom }).canRecord()).toBe(hasRoom);
  });

  it('after a loss without a journal as soon as the database answers', async () => {
    const { database } = setUp({ isBack: true, kind: 'embedded' });
    expect(await createCanRecord({ writer: { isLosing: true, isUnavailable: false }, database })()).toBe(true);
  });

  it('is checked at most once a second', async () => {
    const { canRecord, journal } = setUp({ hasRoom: true });
    await Promise.all([canRecord(), canRecord()]);
    vi.advanceTimersByTime(999);
    await canRecord();
    expect(journal.hasRoom).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(1);
    await canRecord();
    expect(journal.hasRoom).toHaveBeenCalledTimes(2);
  });
});

import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import { GroupWriter, type GroupWriterLimits } from './group-writer.ts';

function failure(code: string): Error {
  return Object.assign(new Error(`failed with ${code}`), { code });
}

function setUp(write: (items: readonly number[]) => Promise<void>, limits: Partial<GroupWriterLimits> = {}) {
  const log = { info: vi.fn(), warn: vi.fn(), error: vi.fn() };
  const tools = { write, summarize: (item: number) => ({ item }), name: 'numbers', log };
  return { log, writer: new GroupWriter<number>(tools, { collectMs: 1, ...limits }) };
}

describe('a group writer', () => {
  it('writes items that arrive together as one group, up to the group size', async () => {
    const groups: (readonly number[])[] = [];
    const { writer } = setUp(async (items) => void groups.push(items), { groupSize: 3 });
    await Promise.all([1, 2, 3, 4].map((item) => writer.write(item)));
    expect(groups).toEqual([[1, 2, 3], [4]]);
  });

  it('limits the characters of a group, and writes a longer item alone', async () => {
    const groups: (readonly string[])[] = [];
    const log = { info: vi.fn(), warn: vi.fn(), error: vi.fn() };
    const write = async (items: readonly string[]) => void groups.push(items);
    const tools = { write, lengthOf: (item: string) => item.length, summarize: () => ({}), name: 'texts', log };
    const writer = new GroupWriter<string>(tools, { collectMs: 1, groupSize: 3, groupCharacters: 4 });
    const items = ['12', '34', '5', '123456', '7', '', '8', '9'];
    await Promise.all(items.map((item) => writer.write(item)));
    expect(groups).toEqual([['12', '34'], ['5'], ['123456'], ['7', '', '8'], ['9']]);
  });

  it('writes items that arrive during a write as the next group', async () => {
    const groups: (readonly number[])[] = [];
    const { promise: gate, resolve: open } = Promise.withResolvers<void>();
    const { writer } = setUp(async (items) => {
      groups.push(items);
      await gate;
    });
    const first = writer.write(1);
    await vi.waitFor(() => expect(groups).toHaveLength(1));
    const others = [writer.write(2), writer.write(3)];
    open();
    await Promise.all([first, ...others]);
    expect(groups).toEqual([[1], [2, 3]]);
  });

  it('reports the number of unwritten items and the age of the oldest', async () => {
    const { promise: gate, resolve: open } = Promise.withResolvers<void>();
    const { writer } = setUp(() => gate);
    expect(writer.queue).toEqual({ count: 0, oldestMs: 0 });
    const written = [writer.write(1)];
    await sleep(20);
    written.push(writer.write(2), writer.write(3));
    expect(writer.queue.count).toBe(3);
    expect(writer.queue.oldestMs).toBeGreaterThan(15);
    open();
    await Promise.all(written);
    await vi.waitFor(() => expect(writer.queue).toEqual({ count: 0, oldestMs: 0 }));
  });

  it('does not wait while items arrive far apart', async () => {
    const { writer } = setUp(async () => {}, { collectMs: 90 });
    const written = vi.fn();
    void writer.write(1).then(written);
    for (let turn = 0; turn < 3; turn++) await nextTurn();
    expect(written).toHaveBeenCalled();
  });

  it('waits only once for a sequential caller', async () => {
    const { writer } = setUp(async () => {}, { collectMs: 90 });
    for (let number = 0; number < 10; number++) await writer.write(number);
    const written = vi.fn();
    void writer.write(10).then(written);
    for (let turn = 0; turn < 3; turn++) await nextTurn();
    expect(written).toHaveBeenCalled();
  });

  it('waits for more items once they arrive close together, from the end of the last write', async () => {
    const groups: (readonly number[])[] = [];
    const { writer } = setUp(
      async (items) => {
        groups.push(items);
        await sleep(40);
      },
      { collectMs: 30, groupSize: 64 },
    );
    const crowd = Array.from({ length: 40 }, (_, index) => writer.write(index));
    await vi.waitFor(() => expect(groups).toHaveLength(1), { interval: 1 });
    const early = writer.write(100);
    await crowd[0];
    const late = writer.write(101);
    await Promise.all([...crowd, early, late]);
    expect(groups.map((group) => group.length)).toEqual([40, 2]);
  });

  it('ends its wait when all expected items have arrived', async () => {
    const groups: (readonly number[])[] = [];
    let running = 4;
    const write = async (items: readonly number[]): Promise<void> => void groups.push(items);
    const log = { info: vi.fn(), warn: vi.fn(), error: vi.fn() };
    const writer = new GroupWriter<number>(
      { write, summarize: (item) => ({ item }), name: 'numbers', log, expected: () => running },
      { collectMs: 60_000 },
    );
    const written = [1, 2, 3, 4].map(async (item) => {
      await sleep(item * 5);
      running--;
      await writer.write(item);
    });
    await Promise.all(written);
    expect(groups).toEqual([[1, 2, 3, 4]]);
  });

  it('writes again after it has been idle', async () => {
    const write = vi.fn(async () => {});
    const { writer } = setUp(write);
    await writer.write(1);
    await writer.write(2);
    expect(write).toHaveBeenCalledTimes(2);
  });

  it.each(['40P01', '40001', '57P01', 'ECONNREFUSED'])('tries again after %s', async (code) => {
    const write = vi
      .fn(async () => {})
      .mockRejectedValueOnce(failure(code))
      .mockRejectedValueOnce(failure(code));
    const { writer, log } = setUp(write);
    await expect(writer.write(1)).resolves.toBeUndefined();
    expect(write).toHaveBeenCalledTimes(3);
    expect(log.warn).toHaveBeenCalledTimes(2);
    expect(log.error).not.toHaveBeenCalled();
  });

  it('refuses only the item that the database refuses', async () => {
    const written: number[] = [];
    const { writer, log } = setUp(async (items) => {
      if (items.includes(3)) throw failure('22P02');
      written.push(...items);
    });
    const results = await Promise.allSettled([1, 2, 3, 4, 5].map((item) => writer.write(item)));
    expect(results.map(({ status }) => status)).toEqual([
      'fulfilled',
      'fulfilled',
      'rejected',
      'fulfilled',
      'fulfilled',
    ]);
    expect(written).toEqual([1, 2, 4, 5]);
    expect(log.error.mock.calls.map(([entry]) => entry.lost)).toEqual([{ item: 3 }]);
  });

  it('gives up after its time, with an error in the log', async () => {
    const { writer, log } = setUp(() => Promise.reject(failure('57P03')), { giveUpMs: 30 });
    await expect(writer.write(7)).rejects.toThrow('One of the numbers could not be written (failed with 57P03).');
    expect(log.error.mock.calls[0]?.[0]).toMatchObject({ lost: { item: 7 } });
  });

  it('stores unanswered items elsewhere, and tries later items first', async () => {
    const log = { info: vi.fn(), warn: vi.fn(), error: vi.fn() };
    const write = vi.fn(async () => {}).mockReturnValueOnce(new Promise(() => {}));
    const rescue = vi.fn(async () => {});
    const tools = { write, rescue, summarize: (item: number) => ({ item }), name: 'numbers', log };
    const writer = new GroupWriter<number>(tools, { collectMs: 1, giveUpMs: 10, answerMs: 30 });
    await writer.write(1);
    expect(rescue.mock.calls).toEqual([[[1]]]);
    expect(log.error.mock.calls[0]?.[0]).toMatchObject({ err: { message: expect.stringContaining('within 30 ms') } });
    await writer.write(2);
    expect(write).toHaveBeenCalledTimes(2);
    expect(rescue).toHaveBeenCalledTimes(1);
  });

  it('stores all items elsewhere after the first failure, until the database is marked available', async () => {
    const log = { info: vi.fn(), warn: vi.fn(), error: vi.fn() };
    const write = vi.fn(async () => {}).mockReturnValueOnce(new Promise(() => {}));
    const rescue = vi.fn(async () => {});
    const tools = {
      write,
      rescue,
      reportsRecovery: true,
      summarize: (item: number) => ({ item }),
      name: 'numbers',
      log,
    };
    const writer = new GroupWriter<number>(tools, { collectMs: 1, giveUpMs: 10, answerMs: 30 });
    for (let number = 0; number < 5; number++) await writer.write(number);
    expect(write).toHaveBeenCalledTimes(1);
    expect(rescue.mock.calls).toEqual([[[0]], [[1]], [[2]], [[3]], [[4]]]);
    expect(log.error).toHaveBeenCalledTimes(1);
    expect(writer.isUnavailable).toBe(true);
    writer.markAvailable();
    await writer.write(5);
    expect(write).toHaveBeenCalledTimes(2);
    expect(rescue).toHaveBeenCalledTimes(5);
  });

  it('reports the loss of items until a store accepts them', async () => {
    const log = { info: vi.fn(), warn: vi.fn(), error: vi.fn() };
    const write = vi.fn(() => Promise.reject(failure('57P03')));
    const rescue = vi.fn(async () => {}).mockRejectedValueOnce(failure('ENOSPC'));
    const tools = { write, rescue, summarize: (item: number) => ({ item }), name: 'numbers', log };
    const writer = new GroupWriter<number>(tools, { collectMs: 1, giveUpMs: 10 });
    expect(writer.isLosing).toBe(false);
    await expect(writer.write(1)).rejects.toThrow('failed with ENOSPC');
    expect(writer.isLosing).toBe(true);
    await writer.write(2);
    expect(writer.isLosing).toBe(false);
  });

  it('refuses items when too many are waiting', async () => {
    const { promise: gate, resolve: open } = Promise.withResolvers<void>();
    const { writer, log } = setUp(() => gate, { waitingItems: 2, collectMs: 50 });
    const accepted = [writer.write(1), writer.write(2)];
    await expect(writer.write(3)).rejects.toThrow('2 are waiting for the database already');
    expect(log.error).toHaveBeenCalledTimes(1);
    open();
    await Promise.all(accepted);
  });

  it('writes waiting items when it is closed, and accepts no more', async () => {
    const written: number[] = [];
    const { writer } = setUp(async (items) => void written.push(...items), { collectMs: 20 });
    const waiting = writer.write(1);
    await writer.close();
    await waiting;
    expect(written).toEqual([1]);
    await expect(writer.write(2)).rejects.toThrow('the service is shutting down');
  });
});

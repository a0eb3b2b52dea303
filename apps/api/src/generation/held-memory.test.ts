import { describe, expect, it } from 'vitest';
import { HeldMemory, type HolderSource, MemoryShare } from './held-memory.ts';

/** A part of the process with objects of these sizes. No caller waits for the `idle` ones. */
function sourceOf(idle: number[], waitedFor: number[]): HolderSource & { given: number[] } {
  const given: number[] = [];
  return {
    given,
    heldBytes: () => [...idle, ...waitedFor].reduce((sum, bytes) => sum + bytes, 0),
    forgetIdle(isEnough) {
      while (idle.length > 0 && !isEnough()) idle.shift();
    },
    largest() {
      const bytes = Math.max(...waitedFor);
      if (waitedFor.length === 0) return null;
      return { bytes, giveUp: () => given.push(...waitedFor.splice(waitedFor.indexOf(bytes), 1)) };
    },
  };
}

let nowMs = 0;
const memoryOf = (limit: number): HeldMemory => new HeldMemory(limit, () => (nowMs += 1_000));

describe('the account of held memory', () => {
  it('sums the reserved bytes and the bytes of its sources', () => {
    const memory = memoryOf(1_000);
    memory.watch(sourceOf([10], [20]));
    memory.reserve(100);
    memory.reserve(50);
    memory.release(100);
    expect(memory.bytes).toBe(80);
  });

  it('has room for a call that fits after data without a waiting caller is forgotten', () => {
    const memory = memoryOf(100);
    const idle = [30, 30];
    memory.watch(sourceOf(idle, [30]));
    expect(memory.hasRoomFor(30)).toBe(true);
    expect(idle).toEqual([30]);
    expect(memory.hasRoomFor(71)).toBe(false);
  });

  it('forgets data without a waiting caller, then gives up the largest holders until the rest fits', () => {
    const memory = memoryOf(100);
    const sources = [sourceOf([5], [20, 40]), sourceOf([], [30])];
    for (const source of sources) memory.watch(source);
    memory.reserve(60);
    expect(sources.map(({ given }) => given)).toEqual([[40], [30]]);
    expect(memory.bytes).toBe(80);
  });

  it('counts a given-up holder until it is released, but gives up nothing more for it', () => {
    const memory = memoryOf(100);
    const [large, small] = [new MemoryShare(memory, 60), new MemoryShare(memory, 10)];
    memory.watch({
      ...sourceOf([], []),
      largest: () => (large.isLeaving ? null : { bytes: 60, giveUp: () => large.leave() }),
    });
    small.grow(5_000);
    expect(large.isLeaving).toBe(true);
    expect(memory.bytes).toBe(5_070);
    expect(memory.hasRoomFor(1)).toBe(false);
    large.grow(10);
    for (const share of [large, large, small]) share.release();
    expect(memory.bytes).toBe(0);
    expect(memory.hasRoomFor(100)).toBe(true);
  });

  it('lets a large share wait until a given-up holder is released, or it is given up itself', async () => {
    const memory = memoryOf(4_000_000);
    const [gone, large, small] = [2_500_000, 1_200_000, 1_000].map((bytes) => new MemoryShare(memory, bytes));
    if (gone === undefined || large === undefined || small === undefined) throw new Error('unreachable');
    expect(large.waitForRoom()).toBeNull();
    gone.leave();
    small.grow(1_100_000);
    expect(memory.isClearing).toBe(true);
    const waiting = large.waitForRoom();
    expect([waiting === null, gone.waitForRoom()]).toEqual([false, null]);
    gone.release();
    await waiting;
    expect(large.waitForRoom()).toBeNull();
    large.grow(3_000_000);
    large.leave();
    expect([memory.isClearing, large.waitForRoom(), small.waitForRoom() === null]).toEqual([true, null, false]);
    large.release();
  });

  it('stops if nothing can be given up', () => {
    const memory = memoryOf(100);
    memory.reserve(500);
    expect(memory.bytes).toBe(500);
  });
});

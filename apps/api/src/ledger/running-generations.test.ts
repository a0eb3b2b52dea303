import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Generation } from '../generation/generation.ts';
import { sampleGeneration } from '../testing/sample-generation.ts';
import { RunningGenerations } from './running-generations.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance', 'setTimeout', 'clearTimeout'] });
});
afterEach(() => {
  vi.useRealTimers();
});

function setUp() {
  const noted: string[][] = [];
  const note = async (generations: readonly Generation[]) => {
    noted.push(generations.map(({ id }) => id));
  };
  const running = new RunningGenerations({ note, afterMs: 25 });
  const begin = (id: string) => running.begin(id, () => sampleGeneration({ id }));
  return { running, noted, begin };
}

it('stores long-running generations together, each once', () => {
  const { running, noted, begin } = setUp();
  begin('a');
  begin('b');
  vi.advanceTimersByTime(20);
  begin('c');
  vi.advanceTimersByTime(5);
  expect(noted).toEqual([['a', 'b']]);
  begin('d');
  vi.advanceTimersByTime(99);
  expect(noted).toEqual([['a', 'b']]);
  vi.advanceTimersByTime(1);
  expect(noted).toEqual([
    ['a', 'b'],
    ['c', 'd'],
  ]);
  expect(running.notedIds).toEqual(['a', 'b', 'c', 'd']);
});

it('does not store a generation that ends earlier', () => {
  const { running, noted, begin } = setUp();
  begin('short');
  begin('long');
  vi.advanceTimersByTime(10);
  expect(running.end('short')).toBe(false);
  vi.advanceTimersByTime(100);
  expect(noted).toEqual([['long']]);
  expect(running.end('long')).toBe(true);
  running.forget('long');
  expect(running.notedIds).toEqual([]);
});

it('does not store a generation again after its reservation did, and reads it once it runs', () => {
  const { running, noted, begin } = setUp();
  running.mayBeNoted('held');
  expect(running.read()).toEqual([]);
  begin('held');
  vi.advanceTimersByTime(100);
  expect(noted).toEqual([]);
  expect(running.read().map(({ id }) => id)).toEqual(['held']);
  expect(running.end('held')).toBe(true);
});

it('skips a generation whose state cannot be read, and continues', () => {
  const noted: string[][] = [];
  const errors: unknown[] = [];
  const running = new RunningGenerations({
    note: async (generations) => {
      noted.push(generations.map(({ id }) => id));
    },
    afterMs: 25,
    onUnreadable: (error) => errors.push(error),
  });
  running.begin('odd', () => {
    throw new Error('no such model');
  });
  running.begin('even', () => sampleGeneration({ id: 'even' }));
  vi.advanceTimersByTime(25);
  expect(noted).toEqual([['even']]);
  expect(running.read().map(({ id }) => id)).toEqual(['even']);
  expect(errors).toHaveLength(2);
});

import { expect, test } from 'vitest';
import { FairQueue } from './fair-queue.ts';

function takeAll(queue: FairQueue<string>): string[] {
  const taken: string[] = [];
  for (let item = queue.take(); item !== undefined; item = queue.take()) taken.push(item);
  return taken;
}

test('callers take turns, however many items one of them has', () => {
  const queue = new FairQueue<string>({ most: 100, mostOfOne: 100 });
  for (const item of ['a1', 'a2', 'a3', 'b1', 'a4', 'c1', 'b2']) queue.add(item.slice(0, 1), item);
  expect(takeAll(queue)).toEqual(['a1', 'b1', 'c1', 'a2', 'b2', 'a3', 'a4']);
});

test('the caller that was served last waits for all others, including new callers', () => {
  const queue = new FairQueue<string>({ most: 100, mostOfOne: 100 });
  for (const item of ['a1', 'a2', 'b1']) queue.add(item.slice(0, 1), item);
  expect(queue.take()).toBe('a1');
  queue.add('c', 'c1');
  expect(takeAll(queue)).toEqual(['b1', 'a2', 'c1']);
});

test('one caller fills only its own share, and all callers together fill the whole', () => {
  const queue = new FairQueue<string>({ most: 3, mostOfOne: 2 });
  expect(['a1', 'a2', 'a3'].map((item) => queue.add('a', item))).toEqual([true, true, false]);
  expect(queue.add('b', 'b1')).toBe(true);
  expect(queue.add('c', 'c1')).toBe(false);
  expect(queue.take()).toBe('a1');
  expect(queue.add('c', 'c1')).toBe(true);
  expect(takeAll(queue)).toEqual(['b1', 'a2', 'c1']);
  expect(queue.add('a', 'a4')).toBe(true);
});

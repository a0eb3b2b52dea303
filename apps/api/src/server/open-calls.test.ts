import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { OpenCalls } from './open-calls.ts';

let calls: OpenCalls;
let valid: Set<string>;
let ended: string[];

beforeEach(() => {
  vi.useFakeTimers();
  calls = new OpenCalls();
  valid = new Set(['a', 'b']);
  ended = [];
});
afterEach(() => {
  calls.stop();
  vi.useRealTimers();
});

function add(name: string): () => void {
  return calls.add(
    () => valid.has(name),
    () => ended.push(name),
  );
}

test('a call ends once, within a second after its caller became invalid; others continue', () => {
  add('a');
  add('b');
  vi.advanceTimersByTime(5_000);
  expect(ended).toEqual([]);
  valid.delete('a');
  vi.advanceTimersByTime(1_000);
  expect(ended).toEqual(['a']);
  vi.advanceTimersByTime(5_000);
  expect(ended).toEqual(['a']);
});

test('a call that ended by itself is removed', () => {
  const remove = add('a');
  remove();
  expect(calls.size).toBe(0);
  valid.clear();
  vi.advanceTimersByTime(5_000);
  expect(ended).toEqual([]);
});

test('the response to a request that revokes its own key has half a second to be sent', () => {
  add('a');
  valid.clear();
  calls.check();
  expect(ended).toEqual([]);
  calls.check();
  expect(ended).toEqual(['a']);
});

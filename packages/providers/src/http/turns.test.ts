import { expect, test } from 'vitest';
import { Turns } from './turns.ts';

function stage() {
  let nowMs = 0;
  const turns = new Turns(() => nowMs);
  const begun: string[] = [];
  const keys = new Map<string, object>();
  const take = (name: string): boolean => {
    const key = {};
    keys.set(name, key);
    return turns.take(key, () => begun.push(name));
  };
  return {
    turns,
    begun,
    take,
    leave: (name: string) => turns.leave(keys.get(name) ?? {}),
    at: (ms: number) => (nowMs = ms),
  };
}

test('requests overlap until one of them explains the end of another', () => {
  const { turns, begun, take } = stage();
  expect([take('a'), take('b')]).toEqual([false, false]);
  turns.end();
  expect(turns.noteUnexplainedEnd()).toBe(false);
  take('c');
  expect(turns.noteUnexplainedEnd()).toBe(true);
  expect(begun).toEqual(['a', 'b', 'c']);
});

test('after that they run one after the other, and aborted requests are skipped', () => {
  const { turns, begun, take, leave } = stage();
  take('a');
  take('b');
  turns.noteUnexplainedEnd();
  expect([take('c'), take('d'), take('e')]).toEqual([true, true, true]);
  turns.end();
  expect(begun).toEqual(['a', 'b']);
  leave('c');
  turns.end();
  expect(begun).toEqual(['a', 'b', 'd']);
  turns.end();
  expect(begun).toEqual(['a', 'b', 'd', 'e']);
  turns.end();
  expect(take('f')).toBe(false);
});

test('a cut connection counts if another request continues, and not if the server failed', () => {
  const { turns, take, at } = stage();
  take('a');
  take('b');
  at(100);
  turns.noteCut();
  turns.end();
  turns.noteData(50);
  at(200);
  // A request that began after the cut, as after a restart.
  turns.noteData(110);
  expect(take('c')).toBe(false);
  turns.noteData(50);
  expect(take('d')).toBe(true);
});

test('the cut connection of a request alone explains nothing', () => {
  const { turns, take, at } = stage();
  take('a');
  turns.noteCut();
  at(100);
  turns.noteData(0);
  expect(take('b')).toBe(false);
});

test('after an hour they overlap again', () => {
  const { turns, begun, take, at } = stage();
  take('a');
  take('b');
  turns.noteUnexplainedEnd();
  take('c');
  take('d');
  at(3_600_000);
  turns.end();
  expect(begun).toEqual(['a', 'b', 'c', 'd']);
  expect(take('e')).toBe(false);
});

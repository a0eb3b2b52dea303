import { buildSchema, graphql } from 'graphql';
import { describe, expect, test } from 'vitest';
import { Turns, takeTurns } from './turns.ts';

describe('turns', () => {
  test('are given one after the other, each in its own turn of the event loop', async () => {
    const scheduled: (() => void)[] = [];
    const turns = new Turns((run) => scheduled.push(run));
    const done: string[] = [];
    const all = ['a', 'b', 'c'].map((name) => turns.take().then(() => done.push(name)));
    expect(scheduled).toHaveLength(1);
    for (const expected of [['a'], ['a', 'b'], ['a', 'b', 'c']]) {
      expect(scheduled).toHaveLength(1);
      scheduled.pop()?.();
      await Promise.resolve();
      await Promise.resolve();
      expect(done).toEqual(expected);
    }
    await Promise.all(all);
    expect(scheduled).toEqual([]);
  });

  test('continue when a field takes its turn later', async () => {
    const turns = new Turns();
    await turns.take();
    await turns.take();
    await Promise.all([turns.take(), turns.take()]);
  });

  test('let other work run in between', async () => {
    const turns = new Turns();
    const seen: string[] = [];
    const others = new Promise<void>((resolve) => {
      setImmediate(() => {
        seen.push('other');
        resolve();
      });
    });
    const taken = [1, 2, 3].map((turn) => turns.take().then(() => seen.push(`turn ${turn}`)));
    await Promise.all([...taken, others]);
    expect(seen.indexOf('other')).toBeLessThan(seen.indexOf('turn 2'));
  });
});

test('root fields wait for their turn only if the context has turns', async () => {
  const schema = takeTurns(buildSchema('type Query { a: Int b: Int } type Mutation { c: Int }'));
  const rootValue = { a: 1, b: () => 2, c: 3 };
  let taken = 0;
  const turns = new Turns((run) => {
    taken++;
    setImmediate(run);
  });

  const long = { schema, rootValue, contextValue: { turns } };
  expect(await graphql({ ...long, source: '{ a b }' })).toEqual({ data: { a: 1, b: 2 } });
  expect(taken).toBe(2);
  expect(await graphql({ ...long, source: 'mutation { c }' })).toEqual({ data: { c: 3 } });
  expect(taken).toBe(3);
  expect(await graphql({ schema, rootValue, contextValue: {}, source: '{ a b }' })).toEqual({ data: { a: 1, b: 2 } });
  expect(taken).toBe(3);
});

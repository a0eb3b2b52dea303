import type pg from 'pg';
import { expect, test } from 'vitest';
import { LastUse } from './last-use.ts';

type Written = [ids: string[], times: string[]];

/** A database that stores writes, or fails. */
function openPool() {
  const written: Written[] = [];
  const state = { isAway: false };
  const pool = {
    query: async (_: string, values: Written) => {
      if (state.isAway) throw new Error('connection lost');
      written.push(values);
    },
  } as unknown as pg.Pool;
  return { pool, written, state };
}

test('the latest use of each key is written, once', async () => {
  const { pool, written } = openPool();
  const lastUse = new LastUse(pool);
  await lastUse.write();
  lastUse.note('a', 1_000);
  lastUse.note('b', 2_000);
  lastUse.note('a', 3_000);
  await lastUse.write();
  await lastUse.write();
  expect(written).toEqual([
    [
      ['a', 'b'],
      [new Date(3_000).toISOString(), new Date(2_000).toISOString()],
    ],
  ]);
  expect([lastUse.find('a'), lastUse.find('c')]).toEqual([3_000, null]);
});

test('a failed write is repeated the next time, together with later uses', async () => {
  const { pool, written, state } = openPool();
  const lastUse = new LastUse(pool);
  lastUse.note('a', 1_000);
  state.isAway = true;
  await expect(lastUse.write()).rejects.toThrow('connection lost');
  lastUse.note('b', 2_000);
  state.isAway = false;
  await lastUse.write();
  expect(written.map(([ids]) => ids.toSorted())).toEqual([['a', 'b']]);
});

test('removed keys are forgotten, written or not', async () => {
  const { pool, written } = openPool();
  const lastUse = new LastUse(pool);
  lastUse.note('a', 1_000);
  lastUse.note('b', 2_000);
  lastUse.keepOnly(new Set(['b']));
  await lastUse.write();
  expect([lastUse.find('a'), lastUse.find('b')]).toEqual([null, 2_000]);
  expect(written.map(([ids]) => ids)).toEqual([['b']]);
});

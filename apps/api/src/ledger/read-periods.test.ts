import type pg from 'pg';
import { expect, it } from 'vitest';
import { LedgerUnavailableError } from '../generation/generation-ledger.ts';
import { PeriodReader } from './read-periods.ts';

const ids = ['a', 'b', 'c'].map((letter) => ({
  budgetId: `0b4f6a52-3f0f-5b4e-9c63-6f2b8a3f1c7${letter}`,
  windowStartMs: 0,
}));
const row = { spent: '1', reserved: '0.5', limit: '2', hard: true, windowStart: new Date(0) };

/** A database whose answers the test provides. */
function poolOf() {
  const queries: { resolve(): void; reject(error: Error): void }[] = [];
  const query = (): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const rows = ids.map(({ budgetId }) => ({ ...row, budgetId }));
      queries.push({ resolve: () => resolve({ rows }), reject });
    });
  // The reader uses only `query`.
  return { pool: { query } as unknown as pg.Pool, queries };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

it('reads immediately for the first caller, and once for all callers that arrive meanwhile', async () => {
  const { pool, queries } = poolOf();
  const reader = new PeriodReader(pool, 60_000);
  const first = reader.read(ids.slice(0, 1));
  await turn();
  expect(queries).toHaveLength(1);
  const others = [reader.read(ids.slice(1)), reader.read(ids)];
  await turn();
  expect(queries).toHaveLength(1);
  queries[0]?.resolve();
  expect([...(await first).values()][0]).toMatchObject({ limit: 2_000_000_000_000n, spent: 1_000_000_000_000n });
  await turn();
  expect(queries).toHaveLength(2);
  queries[1]?.resolve();
  expect((await Promise.all(others)).map(({ size }) => size)).toEqual([3, 3]);
});

it('reports an unavailable database, and reads again for the next caller', async () => {
  const { pool, queries } = poolOf();
  const reader = new PeriodReader(pool, 60_000);
  const failed = reader.read(ids);
  await turn();
  queries[0]?.reject(new Error('The connection is gone.'));
  await expect(failed).rejects.toThrow(LedgerUnavailableError);
  const next = reader.read(ids);
  await turn();
  queries[1]?.resolve();
  expect((await next).size).toBe(3);
});

it('waits for a silent database no longer than its timeout', async () => {
  const { pool } = poolOf();
  await expect(new PeriodReader(pool, 5).read(ids)).rejects.toThrow('does not answer');
});

import { v7 } from 'uuid';
import { beforeEach, expect, it } from 'vitest';
import { inTransaction } from '../database/in-transaction.ts';
import { describeOnEachDatabase } from '../testing/databases.ts';
import { sampleBudget } from '../testing/sample-budget.ts';
import { sampleGeneration } from '../testing/sample-generation.ts';
import type { Budget } from './budget.ts';
import { lockPeriods } from './lock-periods.ts';
import { toMoney } from './money.ts';
import { reserveAtOnce } from './reserve-at-once.ts';
import { saveBudget } from './save-budget.ts';

const lease = { leaseMs: 60_000, ownerId: v7() };

describeOnEachDatabase('reservations in one statement', (test) => {
  let hard: Budget;
  let soft: Budget;

  beforeEach(async () => {
    const { pool } = test.database;
    await pool.query('TRUNCATE budget, budget_period, budget_slice, reservation, running_generation');
    // Limits of one dollar each.
    hard = sampleBudget({ window: 'TOTAL' });
    soft = sampleBudget({ window: 'TOTAL', hard: false });
    for (const budget of [hard, soft]) await saveBudget(pool, budget, 'operator', Date.now());
    const ids = [hard.id, soft.id].sort().map((budgetId) => ({ budgetId, windowStartMs: 0 }));
    await inTransaction(pool, (client) => lockPeriods(client, ids));
  });

  const reserve = (amounts: readonly [Budget, number][], generation = sampleGeneration({ id: v7() })) =>
    reserveAtOnce(
      test.database.pool,
      amounts.map(([{ id }, usd]) => ({
        generationId: generation.id,
        budgetId: id,
        windowStartMs: 0,
        amount: toMoney(usd),
      })),
      [generation],
      lease,
      null,
    ).then((uses) => uses !== null);

  async function figures() {
    const { rows } = await test.database.pool.query(`SELECT (SELECT count(*)::int FROM running_generation) AS running,
      (SELECT coalesce(sum(amount_usd), 0)::float8 FROM reservation) AS held,
      (SELECT sum(reserved_usd)::float8 FROM budget_period) AS reserved`);
    return rows[0];
  }

  it('are made when all of them fit, with the generations that begin', async () => {
    expect(await reserve([[hard, 0.75]])).toBe(true);
    expect(await reserve([[hard, 0.25]])).toBe(true);
    expect(await figures()).toEqual({ running: 2, held: 1, reserved: 1 });
    const { rows } = await test.database.pool.query('SELECT DISTINCT owner_id FROM running_generation');
    expect(rows).toEqual([{ owner_id: lease.ownerId }]);
  });

  it('are not made when one does not fit', async () => {
    await reserve([[hard, 0.75]]);
    expect(
      await reserve([
        [hard, 0.26],
        [soft, 0.01],
      ]),
    ).toBe(false);
    expect(await figures()).toEqual({ running: 1, held: 0.75, reserved: 0.75 });
  });

  it('are made beyond the limit of a soft budget', async () => {
    expect(await reserve([[soft, 5]])).toBe(true);
    expect(await figures()).toEqual({ running: 1, held: 5, reserved: 5 });
  });

  it('are not made in a window without a row, nor for a removed budget', async () => {
    const { pool } = test.database;
    await pool.query('DELETE FROM budget WHERE id = $1', [hard.id]);
    expect(await reserve([[hard, 0.1]])).toBe(false);
    await pool.query('DELETE FROM budget_period WHERE budget_id = $1', [soft.id]);
    expect(await reserve([[soft, 0.1]])).toBe(false);
    expect(await figures()).toMatchObject({ running: 0, held: 0 });
  });

  it('never exceed a limit when they run concurrently', async () => {
    const made = await Promise.all(Array.from({ length: 30 }, () => reserve([[hard, 0.07]])));
    expect(made.filter((fits) => fits)).toHaveLength(14);
    expect(await figures()).toEqual({ running: 14, held: 0.98, reserved: 0.98 });
  });
});

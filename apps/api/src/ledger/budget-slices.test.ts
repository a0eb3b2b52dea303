import { v7 } from 'uuid';
import { beforeEach, expect, it } from 'vitest';
import { inTransaction } from '../database/in-transaction.ts';
import { describeOnEachDatabase } from '../testing/databases.ts';
import { sampleBudget } from '../testing/sample-budget.ts';
import { sampleAttempt, sampleCost, sampleGeneration } from '../testing/sample-generation.ts';
import type { Budget } from './budget.ts';
import { BudgetSlices } from './budget-slices.ts';
import type { LedgerCommand } from './command.ts';
import { flush } from './flush.ts';
import { listBudgets } from './list-budgets.ts';
import { lockPeriods } from './lock-periods.ts';
import { toMoney } from './money.ts';
import { removeBudget } from './remove-budget.ts';
import { returnExpiredSlices } from './return-slices.ts';
import { saveBudget } from './save-budget.ts';

const lease = { leaseMs: 60_000, ownerId: null };

describeOnEachDatabase('slices of budgets', (test) => {
  let budget: Budget;
  let nowMs: number;

  beforeEach(async () => {
    await test.database.pool.query(
      'TRUNCATE budget, budget_period, budget_slice, reservation, running_generation, generation, generation_content, model_usage',
    );
    nowMs = 0;
    budget = await save({ limit: toMoney(1_000) });
  });

  /** Saves the only budget. */
  async function save(changes: Partial<Budget>): Promise<Budget> {
    if (budget !== undefined) await removeBudget(test.database.pool, budget.id);
    const saved = sampleBudget({ window: 'TOTAL', ...changes });
    await saveBudget(test.database.pool, saved, 'operator', Date.now());
    await inTransaction(test.database.pool, (client) =>
      lockPeriods(client, [{ budgetId: saved.id, windowStartMs: 0 }]),
    );
    return saved;
  }

  const openSlices = () =>
    new BudgetSlices({ pool: test.database.pool, ownerId: v7(), leaseMs: lease.leaseMs, nowMs: () => nowMs });

  /** `usd`: the total reservation of the generation `id`. A part of it may be reserved already. */
  async function reserve(
    slices: BudgetSlices,
    usd: number,
    id = v7(),
    mayHaveReservation = false,
  ): Promise<{ id: string; isGranted: boolean }> {
    const requirement = { budgetId: budget.id, windowStartMs: 0, amount: toMoney(usd) };
    const request = { generationId: id, options: [[requirement]] };
    const command: LedgerCommand = { type: 'reserve', request, mayHaveReservation, answer: null };
    await flush(test.database.pool, [command], lease, slices);
    await slices.settled();
    return { id, isGranted: command.answer?.option === 0 };
  }

  function settle(id: string, usd: number, slices: BudgetSlices | null = null) {
    const attempts = [sampleAttempt({ cost: { ...sampleCost, totalUsd: usd } })];
    const record = { generation: sampleGeneration({ id, attempts }), keepsContent: true };
    return flush(test.database.pool, [{ type: 'settle', record }], lease, slices);
  }

  /** The slices of a replica after two calls that reserve `usd` each, US dollars. */
  async function slicesAfterTwoCalls(usd = 1): Promise<BudgetSlices> {
    const slices = openSlices();
    await reserve(slices, usd);
    await reserve(slices, usd);
    return slices;
  }

  async function read<Row>(sql: string): Promise<Row[]> {
    return (await test.database.pool.query(sql)).rows;
  }

  const readSlices = () =>
    read<{ granted: number; spent: number; reserved: number }>(
      'SELECT granted_usd::float8 AS granted, spent_usd::float8 AS spent, reserved_usd::float8 AS reserved FROM budget_slice ORDER BY id',
    );

  /** The version of the window's row. It changes with every update of the row. */
  const versionOfRow = async () => (await read<{ xmin: string }>('SELECT xmin::text FROM budget_period'))[0]?.xmin;

  async function status() {
    const [{ spentUsd, reservedUsd, remainingUsd } = { spentUsd: '', reservedUsd: '', remainingUsd: '' }] =
      await listBudgets(test.database.pool, Date.now());
    return { spentUsd, reservedUsd, remainingUsd };
  }

  it('are taken for a window that is used twice within seconds, and not for a quiet window', async () => {
    const slices = openSlices();
    await reserve(slices, 1);
    nowMs += 6_000;
    await reserve(slices, 1);
    expect(await readSlices()).toEqual([]);
    nowMs += 4_000;
    await reserve(slices, 1);
    expect(await readSlices()).toEqual([{ granted: 16, spent: 0, reserved: 0 }]);
  });

  it('pay for reservations and their costs without updating the row of the window', async () => {
    const slices = await slicesAfterTwoCalls();
    const before = await versionOfRow();
    const { id } = await reserve(slices, 2);
    await reserve(slices, 1);
    await settle(id, 1.5, slices);
    expect(await versionOfRow()).toBe(before);
    expect(await readSlices()).toEqual([{ granted: 16, spent: 1.5, reserved: 1 }]);
  });

  it('pay for the additional need of a call, even if the call reserved from the window', async () => {
    const slices = openSlices();
    const { id: early } = await reserve(slices, 1);
    await reserve(slices, 1);
    const { id } = await reserve(slices, 2);
    const before = await versionOfRow();
    expect(await reserve(slices, 5, id, true)).toMatchObject({ isGranted: true });
    expect(await reserve(slices, 3, early, true)).toMatchObject({ isGranted: true });
    expect(await reserve(slices, 2, early, true)).toMatchObject({ isGranted: true });
    expect(await versionOfRow()).toBe(before);
    expect(await readSlices()).toEqual([{ granted: 16, spent: 0, reserved: 7 }]);
    await settle(id, 4, slices);
    await settle(early, 2.5, slices);
    expect(await status()).toMatchObject({ spentUsd: '6.5', reservedUsd: '1' });
    expect(await readSlices()).toEqual([{ granted: 16, spent: 6.5, reserved: 0 }]);
  });

  it('report the spending and reservations of their calls, and the rest as remaining', async () => {
    const slices = await slicesAfterTwoCalls();
    const { id } = await reserve(slices, 2);
    await settle(id, 1.5);
    expect(await status()).toEqual({ spentUsd: '1.5', reservedUsd: '2', remainingUsd: '996.5' });
    await slices.close();
    expect(await status()).toEqual({ spentUsd: '1.5', reservedUsd: '2', remainingUsd: '996.5' });
    expect(await readSlices()).toEqual([]);
  });

  it('grow with the pace of their replica, and the window counts their spending', async () => {
    budget = await save({ limit: toMoney(100_000) });
    const slices = await slicesAfterTwoCalls();
    const { id } = await reserve(slices, 5);
    await settle(id, 5);
    await reserve(slices, 8);
    expect(await readSlices()).toEqual([{ granted: 16 - 5 + 128, spent: 0, reserved: 8 }]);
    expect(await read('SELECT spent_usd::float8 AS spent FROM budget_period')).toEqual([{ spent: 5 }]);
  });

  it('are at most a sixteenth of the rest', async () => {
    await slicesAfterTwoCalls(10);
    expect(await readSlices()).toEqual([{ granted: 980 / 16, spent: 0, reserved: 0 }]);
  });

  it('are not taken when the rest covers fewer than 64 groups, and not requested again immediately', async () => {
    const slices = await slicesAfterTwoCalls(16);
    expect(await readSlices()).toEqual([]);
    await reserve(slices, 1);
    expect(await readSlices()).toEqual([]);
    nowMs += 1_000;
    await reserve(slices, 1);
    expect(await readSlices()).toHaveLength(1);
  });

  it('end at the alert threshold until it is crossed, so that the row of the window detects the crossing', async () => {
    budget = await save({ limit: toMoney(1_000), alertThreshold: 0.06, hard: false });
    const slices = await slicesAfterTwoCalls();
    expect(await readSlices()).toEqual([]);
    const { id } = await reserve(slices, 1);
    const [period] = await settle(id, 60);
    expect(period).toMatchObject({ budgetId: budget.id, spent: toMoney(60), alertedBy: id });
    nowMs += 1_000;
    await reserve(slices, 1);
    expect(await readSlices()).toHaveLength(1);
  });

  it('return before a reservation reaches the alert threshold', async () => {
    budget = await save({ limit: toMoney(1_000), alertThreshold: 0.1, hard: false });
    await slicesAfterTwoCalls();
    expect(await readSlices()).toHaveLength(1);
    await reserve(openSlices(), 95);
    expect(await readSlices()).toEqual([]);
  });

  it('never pay more than their grant: the window counts a cost beyond it', async () => {
    const slices = await slicesAfterTwoCalls();
    const { id } = await reserve(slices, 1);
    await settle(id, 20);
    expect(await readSlices()).toEqual([{ granted: 16, spent: 16, reserved: 0 }]);
    expect(await status()).toMatchObject({ spentUsd: '20', remainingUsd: '978' });
  });

  it('return before a call is refused, and are not taken again for some seconds', async () => {
    const [one, other] = [await slicesAfterTwoCalls(), await slicesAfterTwoCalls()];
    expect(await readSlices()).toHaveLength(2);
    expect(await reserve(openSlices(), 996)).toMatchObject({ isGranted: true });
    expect(await readSlices()).toEqual([]);
    expect(await reserve(one, 0.000_001)).toMatchObject({ isGranted: false });
    await saveLimit(5_000);
    nowMs += 2_000;
    await reserve(other, 1);
    expect(await readSlices()).toEqual([]);
    await test.database.pool.query("UPDATE budget_period SET recalled_at = recalled_at - interval '5 seconds'");
    nowMs += 2_000;
    await reserve(other, 1);
    expect(await readSlices()).toHaveLength(1);
  });

  async function saveLimit(usd: number): Promise<void> {
    await saveBudget(test.database.pool, { ...budget, limit: toMoney(usd) }, 'operator', Date.now());
  }

  it('return when any statement changes the limit', async () => {
    const slices = await slicesAfterTwoCalls();
    await saveLimit(2);
    expect(await readSlices()).toEqual([]);
    expect(await reserve(slices, 0.1)).toMatchObject({ isGranted: false });
    await saveLimit(1_000);
    nowMs += 1_000;
    await reserve(slices, 1);
    expect(await readSlices()).toHaveLength(1);
    await test.database.pool.query('UPDATE budget SET limit_usd = 3');
    expect(await readSlices()).toEqual([]);
    expect(await reserve(slices, 0.1)).toMatchObject({ isGranted: false });
  });

  it('end with their budget', async () => {
    const slices = await slicesAfterTwoCalls();
    const { id } = await reserve(slices, 1);
    await removeBudget(test.database.pool, budget.id);
    await settle(id, 1);
    expect(await readSlices()).toEqual([]);
    expect(await read('SELECT FROM budget_period')).toEqual([]);
  });

  it('of a dead replica return when their lease ends, less their spending and reservations', async () => {
    const slices = await slicesAfterTwoCalls();
    const { id } = await reserve(slices, 2);
    await settle((await reserve(slices, 3)).id, 2.5);
    await slices.renew();
    await returnExpiredSlices(test.database.pool);
    expect(await readSlices()).toHaveLength(1);
    await test.database.pool.query("UPDATE budget_slice SET expires_at = now() - interval '1 second'");
    await returnExpiredSlices(test.database.pool);
    expect(await readSlices()).toEqual([]);
    expect(await status()).toEqual({ spentUsd: '2.5', reservedUsd: '4', remainingUsd: '993.5' });
    await settle(id, 1);
    expect(await status()).toEqual({ spentUsd: '3.5', reservedUsd: '2', remainingUsd: '994.5' });
  });

  it('that are not used are not renewed', async () => {
    const slices = await slicesAfterTwoCalls();
    await test.database.pool.query("UPDATE budget_slice SET expires_at = now() + interval '1 second'");
    const isRenewed = async () =>
      (await read<{ is: boolean }>("SELECT expires_at > now() + interval '30 seconds' AS is FROM budget_slice"))[0]?.is;
    nowMs += lease.leaseMs + 1;
    await slices.renew();
    expect(await isRenewed()).toBe(false);
    await reserve(slices, 1);
    await reserve(slices, 1);
    await slices.renew();
    expect(await isRenewed()).toBe(true);
  });
});

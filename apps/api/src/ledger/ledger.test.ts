import { v7 } from 'uuid';
import { beforeEach, expect, it, vi } from 'vitest';
import { toGenerationRecord } from '../records/generation-record.ts';
import { describeOnEachDatabase, silentLog } from '../testing/databases.ts';
import { openTestLedger } from '../testing/open-test-ledger.ts';
import { sampleBudget } from '../testing/sample-budget.ts';
import { sampleAttempt, sampleCost, sampleGeneration, sampleRequest } from '../testing/sample-generation.ts';
import type { Budget } from './budget.ts';
import { openLedger } from './create-ledger.ts';
import { sweepLeases } from './leases.ts';
import { toMoney, writeMoney } from './money.ts';
import { periodFiguresSql } from './period-figures-sql.ts';
import { removeBudget } from './remove-budget.ts';
import { rollUpRecent } from './roll-up-recent.ts';
import { BudgetScopeError, saveBudget } from './save-budget.ts';
import { encodeSettlement, writeSettlement } from './write-settlements.ts';

vi.setConfig({ testTimeout: 60_000 });

const payer = { workspaceId: 'default', apiKeyId: null };
const callee = { modelId: 'openai/gpt-4o-mini', deployments: [{ providerId: 'openai' }] };

function ended(costUsd: number | null, changes: Parameters<typeof sampleGeneration>[0] = {}) {
  const cost = costUsd === null ? null : { ...sampleCost, totalUsd: costUsd };
  return sampleGeneration({ attempts: [sampleAttempt({ cost })], ...changes });
}

describeOnEachDatabase('the ledger', (test) => {
  beforeEach(async () => {
    await test.database.pool.query(
      'TRUNCATE budget, budget_period, budget_slice, reservation, generation, generation_content, model_usage, usage_recent, usage_hour, usage_day',
    );
  });

  async function save(...budgets: readonly ReturnType<typeof sampleBudget>[]): Promise<void> {
    for (const budget of budgets) await saveBudget(test.database.pool, budget, 'operator', Date.now());
  }

  async function figures(): Promise<unknown[]> {
    const { rows } = await test.database.pool.query(
      `SELECT name, spent_usd::float8 AS spent, reserved_usd::float8 AS reserved
       FROM ${periodFiguresSql} AS period JOIN budget ON budget.id = budget_id ORDER BY name`,
    );
    return rows;
  }

  it('opens no account when no budget applies to the payer', async () => {
    await save(sampleBudget({ workspaceId: 'other' }));
    const ledger = await openTestLedger(test.database);
    expect(ledger.openAccount(payer, v7(), Date.now())).toBeNull();
    await ledger.close();
  });

  it('reserves the worst case, then counts the cost, on every budget that applies', async () => {
    const scoped = { workspaceId: 'default', modelId: callee.modelId } as const;
    await save(sampleBudget({ name: 'a' }), sampleBudget({ name: 'b', ...scoped, window: 'MONTH' }));
    await save(sampleBudget({ name: 'c', providerId: 'mistral', window: 'TOTAL' }));
    const ledger = await openTestLedger(test.database);
    const generation = ended(0.1);
    const account = ledger.openAccount(payer, generation.id, generation.createdAtMs);
    expect(await account?.reserve([{ ...callee, worstCaseUsd: 0.5 }])).toEqual({ index: 0, refusals: [] });
    expect(await figures()).toMatchObject([
      { name: 'a', spent: 0, reserved: 0.500_000_000_001 },
      { name: 'b', spent: 0, reserved: 0.500_000_000_001 },
      { name: 'c', spent: 0, reserved: 0 },
    ]);
    await ledger.settle(generation);
    expect(await figures()).toMatchObject([
      { name: 'a', spent: 0.1, reserved: 0 },
      { name: 'b', spent: 0.1, reserved: 0 },
      { name: 'c', spent: 0, reserved: 0 },
    ]);
    await ledger.close();
  });

  it('returns the unneeded part of a reservation to the window and the slice, once', async () => {
    await save(sampleBudget({ name: 'a' }), sampleBudget({ name: 'b', modelId: 'openai/other' }));
    const ledger = await openTestLedger(test.database);
    const generation = ended(0.1);
    const account = ledger.openAccount(payer, generation.id, generation.createdAtMs);
    const other = { ...callee, modelId: 'openai/other', worstCaseUsd: 0.25 };
    await account?.reserve([{ ...callee, worstCaseUsd: 0.5 }]);
    await account?.raise([{ ...callee, worstCaseUsd: 0.5 }, other]);
    expect(await figures()).toMatchObject([{ reserved: 0.750_000_000_002 }, { reserved: 0.250_000_000_001 }]);
    account?.lower([{ ...callee, worstCaseUsd: 0.5 }]);
    account?.lower([{ ...callee, worstCaseUsd: 0.5 }]);
    const lowered = [{ reserved: 0.500_000_000_001 }, { reserved: 0 }];
    await vi.waitFor(async () => expect(await figures()).toMatchObject(lowered), 10_000);
    // Half of the reservation now comes from a slice.
    const [row] = (
      await test.database.pool.query('SELECT budget_id, window_start FROM reservation ORDER BY amount_usd DESC')
    ).rows;
    const slice = v7();
    await test.database.pool.query(
      `INSERT INTO budget_slice (id, budget_id, window_start, owner_id, granted_usd, reserved_usd, expires_at)
       VALUES ($1, $2, $3, $1, 0.4, 0.3, now() + interval '1 hour')`,
      [slice, row.budget_id, row.window_start],
    );
    await test.database.pool.query(
      'UPDATE reservation SET slice_id = $1, slice_usd = 0.3, amount_usd = amount_usd - 0.3 WHERE budget_id = $2',
      [slice, row.budget_id],
    );
    const held = async () =>
      (
        await test.database.pool.query(
          `SELECT period.reserved_usd::float8 AS window, slice.reserved_usd::float8 AS slice, amount_usd::float8 AS amount,
             slice_usd::float8 AS "ofSlice"
           FROM reservation JOIN budget_period AS period USING (budget_id, window_start) JOIN budget_slice AS slice ON slice.id = slice_id`,
        )
      ).rows;
    const [before] = await held();
    account?.lower([{ ...callee, worstCaseUsd: 0.1 }]);
    await vi.waitFor(async () => {
      const [after] = await held();
      expect(after).toMatchObject({ amount: 0, ofSlice: 0.100_000_000_001, slice: 0.100_000_000_001 });
      expect(before.window - after.window).toBeCloseTo(before.amount, 9);
    }, 10_000);
    await ledger.settle(generation);
    expect(await held()).toEqual([]);
    await ledger.close();
  });

  it('enforces the budget of a key and that of its workspace under concurrent requests', async () => {
    await save(sampleBudget({ name: 'key', apiKeyId: 'k1', limit: toMoney(1) }));
    await save(sampleBudget({ name: 'workspace', workspaceId: 'default', limit: toMoney(1.5) }));
    const ledger = await openTestLedger(test.database);
    // Each call reserves slightly more than $0.1: 9 fit into $1 and 14 into $1.5.
    const admit = async (apiKeyId: string): Promise<boolean> => {
      const account = ledger.openAccount({ workspaceId: 'default', apiKeyId }, v7(), Date.now());
      return (await account?.reserve([{ ...callee, worstCaseUsd: 0.1 }]))?.index === 0;
    };
    const byKey = await Promise.all(Array.from({ length: 20 }, () => admit('k1')));
    const byOther = await Promise.all(Array.from({ length: 20 }, () => admit('k2')));
    expect(byKey.filter(Boolean)).toHaveLength(9);
    expect(byOther.filter(Boolean)).toHaveLength(5);
    await ledger.close();
  });

  it('reserves from the budget of each provider that may serve, and counts the cost at the provider that did', async () => {
    await save(sampleBudget({ name: 'a', providerId: 'openai' }), sampleBudget({ name: 'b', providerId: 'azure' }));
    const ledger = await openTestLedger(test.database);
    const cost = { ...sampleCost, totalUsd: 0.1 };
    const generation = sampleGeneration({ attempts: [sampleAttempt({ providerId: 'azure', cost })] });
    const account = ledger.openAccount(payer, generation.id, generation.createdAtMs);
    const deployments = [{ providerId: 'openai' }, { providerId: 'azure' }];
    await account?.reserve([{ ...callee, deployments, worstCaseUsd: 0.5 }]);
    expect(await figures()).toMatchObject([
      { name: 'a', spent: 0, reserved: 0.500_000_000_001 },
      { name: 'b', spent: 0, reserved: 0.500_000_000_001 },
    ]);
    await ledger.settle(generation);
    expect(await figures()).toMatchObject([
      { name: 'a', spent: 0, reserved: 0 },
      { name: 'b', spent: 0.1, reserved: 0 },
    ]);
    await ledger.close();
  });

  it('counts a generation once when it is settled again', async () => {
    await save(sampleBudget());
    const ledger = await openTestLedger(test.database);
    const generation = ended(0.1);
    await ledger.settle(generation);
    await ledger.settle(generation);
    expect(await figures()).toMatchObject([{ spent: 0.1 }]);
    await rollUpRecent(test.database.pool);
    await ledger.settle(generation);
    await rollUpRecent(test.database.pool);
    const { rows } = await test.database.pool.query(
      `SELECT calls::int, cost_usd::float8 AS cost FROM usage_hour WHERE grain = 0
       UNION ALL SELECT calls::int, cost_usd FROM usage_day WHERE grain = 0`,
    );
    expect(rows).toEqual([
      { calls: 1, cost: 0.1 },
      { calls: 1, cost: 0.1 },
    ]);
    await ledger.close();
  });

  it('raises a reservation by the extra cost of a fallback, until the budget is exhausted', async () => {
    await save(sampleBudget({ limit: toMoney(0.5) }));
    const ledger = await openTestLedger(test.database);
    const account = ledger.openAccount(payer, v7(), Date.now());
    await account?.reserve([{ ...callee, worstCaseUsd: 0.2 }]);
    account?.charge({ modelId: callee.modelId, providerId: 'openai' }, 0.05);
    expect(await account?.raise([{ ...callee, worstCaseUsd: 0.4 }])).toBeNull();
    expect(await figures()).toMatchObject([{ reserved: expect.closeTo(0.45, 9) }]);
    expect(await account?.raise([{ ...callee, worstCaseUsd: 0.46 }])).toMatchObject({
      budgetName: 'everything',
      remainingUsd: expect.stringMatching(/^0\.0499/),
    });
    account?.release();
    await vi.waitFor(async () => expect(await figures()).toMatchObject([{ reserved: 0 }]));
    await ledger.close();
  });

  it('reserves the worst cases of two concurrent calls, or neither', async () => {
    await save(sampleBudget({ limit: toMoney(0.5) }));
    const ledger = await openTestLedger(test.database);
    const account = ledger.openAccount(payer, v7(), Date.now());
    const [one, other] = [0.2, 0.29].map((worstCaseUsd) => ({ ...callee, worstCaseUsd }));
    if (one === undefined || other === undefined) throw new Error('There are two.');
    await account?.reserve([one]);
    expect(await account?.raise([other, { ...one, worstCaseUsd: 0.22 }])).toMatchObject({ budgetName: 'everything' });
    expect(await figures()).toMatchObject([{ reserved: expect.closeTo(0.2, 9) }]);
    expect(await account?.raise([other, one])).toBeNull();
    expect(await figures()).toMatchObject([{ reserved: expect.closeTo(0.49, 9) }]);
    account?.release();
    await vi.waitFor(async () => expect(await figures()).toMatchObject([{ reserved: 0 }]));
    await ledger.close();
  });

  it('refuses a model without a price under a hard budget, and takes the next model', async () => {
    await save(sampleBudget());
    const ledger = await openTestLedger(test.database);
    const account = ledger.openAccount(payer, v7(), Date.now());
    const unpriced = { modelId: 'x/unpriced', deployments: [{ providerId: 'x' }], worstCaseUsd: null };
    expect(await account?.reserve([unpriced, { ...callee, worstCaseUsd: 0.1 }])).toMatchObject({
      index: 1,
      refusals: [{ budgetName: 'everything', remainingUsd: null }],
    });
    await ledger.close();
  });

  it('lets a soft budget be overdrawn', async () => {
    await save(sampleBudget({ hard: false, limit: toMoney(0.01) }));
    const ledger = await openTestLedger(test.database);
    const account = ledger.openAccount(payer, v7(), Date.now());
    expect(await account?.reserve([{ ...callee, worstCaseUsd: 5 }])).toMatchObject({ index: 0 });
    await ledger.close();
  });

  it('loses no increment of 200 concurrent settlements on overlapping budgets, from two replicas', async () => {
    const models = ['openai/a', 'openai/b', 'mistral/c'];
    const workspaces = ['blue', 'red'];
    await save(sampleBudget({ name: 'all', limit: toMoney(1_000) }));
    await save(...models.map((modelId) => sampleBudget({ name: modelId, modelId, window: 'MONTH' })));
    await save(...workspaces.map((workspaceId) => sampleBudget({ name: workspaceId, workspaceId, window: 'TOTAL' })));
    const replicas = [await openTestLedger(test.database), await openTestLedger(test.database)] as const;
    const generations = Array.from({ length: 200 }, (_, index) => {
      const modelId = models[index % 3] ?? '';
      const cost = { ...sampleCost, totalUsd: 0.001 };
      const attempts = [sampleAttempt({ modelId, providerId: modelId.slice(0, modelId.indexOf('/')), cost })];
      return sampleGeneration({ attempts, request: sampleRequest({ workspaceId: workspaces[index % 2] ?? '' }) });
    });
    await Promise.all(generations.map((generation, index) => (replicas[index % 2] ?? replicas[0]).settle(generation)));
    expect(await figures()).toEqual([
      { name: 'all', spent: 0.2, reserved: 0 },
      { name: 'blue', spent: 0.1, reserved: 0 },
      { name: 'mistral/c', spent: 0.066, reserved: 0 },
      { name: 'openai/a', spent: 0.067, reserved: 0 },
      { name: 'openai/b', spent: 0.067, reserved: 0 },
      { name: 'red', spent: 0.1, reserved: 0 },
    ]);
    for (const replica of replicas) await replica.close();
  });

  it('releases the reservations of a dead replica, and keeps those of a live replica', async () => {
    await save(sampleBudget());
    const dead = await openTestLedger(test.database, { leaseMs: 600 });
    await dead.openAccount(payer, v7(), Date.now())?.reserve([{ ...callee, worstCaseUsd: 0.3 }]);
    const living = await openTestLedger(test.database, { leaseMs: 600 });
    await living.openAccount(payer, v7(), Date.now())?.reserve([{ ...callee, worstCaseUsd: 0.2 }]);
    await dead.close();
    await vi.waitFor(async () => expect(await figures()).toMatchObject([{ reserved: expect.closeTo(0.2, 9) }]), 10_000);
    await new Promise((resolve) => setTimeout(resolve, 900));
    expect(await figures()).toMatchObject([{ reserved: expect.closeTo(0.2, 9) }]);
    await living.close();
  });

  it('crosses an alert threshold once in a window, on any number of replicas', async () => {
    await save(sampleBudget({ alertThreshold: 0.5 }));
    const told: string[] = [];
    const onThresholdAlert = ({ name }: Budget): void => void told.push(name);
    const open = () =>
      openLedger({ database: test.database, log: silentLog, allowsUnpriced: () => false, onThresholdAlert });
    const replicas = [await open(), await open(), await open()];
    await Promise.all(Array.from({ length: 30 }, (_, index) => replicas[index % 3]?.settle(ended(0.03))));
    expect(told).toEqual(['everything']);
    for (const replica of replicas) await replica.close();
  });

  it('does not alert again after an unchanged save, but does after a changed limit', async () => {
    const budget = sampleBudget({ alertThreshold: 0.5 });
    await save(budget);
    const told: string[] = [];
    const onThresholdAlert = (_: Budget, { spent }: { spent: bigint }): void => void told.push(writeMoney(spent));
    const tools = { database: test.database, log: silentLog, allowsUnpriced: () => false, onThresholdAlert };
    const ledger = await openLedger(tools);
    await ledger.settle(ended(0.6));
    await save({ ...budget, name: 'another name' });
    await ledger.settle(ended(0.1));
    expect(told).toEqual(['0.6']);
    await save({ ...budget, limit: toMoney(1.2) });
    await ledger.settle(ended(0.1));
    expect(told).toEqual(['0.6', '0.8']);
    await ledger.close();
  });

  it('releases any number of expired leases', async () => {
    const budget = sampleBudget();
    await save(budget);
    await test.database.pool.query(
      `INSERT INTO reservation (generation_id, budget_id, window_start, amount_usd, expires_at)
       SELECT gen_random_uuid(), budget_id, window_start, 0.0001, now() - interval '1 second'
       FROM budget_period, generate_series(1, 2500)`,
    );
    await test.database.pool.query('UPDATE budget_period SET reserved_usd = 0.25');
    await sweepLeases(test.database.pool);
    expect(await figures()).toMatchObject([{ reserved: 0 }]);
    expect(await test.database.prisma.reservation.count()).toBe(0);
  });

  it('returns the shortfall of a call, and reserves nothing', async () => {
    await save(sampleBudget({ limit: toMoney(0.5) }));
    const ledger = await openTestLedger(test.database);
    await ledger.openAccount(payer, v7(), Date.now())?.reserve([{ ...callee, worstCaseUsd: 0.2 }]);
    const account = ledger.openAccount(payer, v7(), Date.now());
    const calls = [0.2, 0.4, 0.3].map((worstCaseUsd) => ({ ...callee, worstCaseUsd }));
    const unpriced = { modelId: 'x/unpriced', deployments: [{ providerId: 'x' }], worstCaseUsd: null };
    const remainders = await account?.readRemainders();
    const refusals = [...calls, unpriced].map((call) => remainders?.refuse(call, call.worstCaseUsd));
    expect(refusals).toMatchObject([
      null,
      { budget: 'everything', neededUsd: '0.400000000001', remainingUsd: '0.299999999999' },
      { neededUsd: '0.300000000001' },
      { neededUsd: null, remainingUsd: null },
    ]);
    expect(await figures()).toMatchObject([{ reserved: 0.200_000_000_001 }]);
    await ledger.close();
  });

  it('starts a new budget of a day with the spending of that day', async () => {
    const ledger = await openTestLedger(test.database);
    await ledger.settle(ended(0.25));
    await save(sampleBudget({ name: 'day' }), sampleBudget({ name: 'other', providerId: 'mistral' }));
    await save(sampleBudget({ name: 'total', window: 'TOTAL' }));
    expect(await figures()).toMatchObject([{ spent: 0.25 }, { spent: 0 }, { spent: 0 }]);
    await ledger.close();
  });

  it('changes the limit of a budget, never its scope', async () => {
    const budget = sampleBudget();
    await save(budget);
    await save({ ...budget, limit: toMoney(2), name: 'more' });
    await expect(save({ ...budget, workspaceId: 'blue' })).rejects.toThrow(BudgetScopeError);
    expect(await test.database.prisma.budget.findMany()).toMatchObject([{ name: 'more', workspaceId: null }]);
  });

  it('leaves no rows of a budget that is removed during a settlement on it', async () => {
    const budget = sampleBudget({ window: 'MONTH' });
    await save(budget);
    const client = await test.database.pool.connect();
    await client.query('BEGIN');
    // A month other than the account's. The settlement creates its row.
    const createdAtMs = Date.UTC(2020, 0, 5);
    const record = toGenerationRecord(ended(0.1, { createdAtMs }), true);
    await writeSettlement(client, encodeSettlement({ records: [record], releasedIds: [] }));
    const removing = removeBudget(test.database.pool, budget.id);
    await new Promise((resolve) => setTimeout(resolve, 200));
    await client.query('COMMIT');
    client.release();
    expect(await removing).toBe(true);
    expect(await test.database.prisma.budgetPeriod.count()).toBe(0);
  });

  it('removes the reservations of a removed budget', async () => {
    const budget = sampleBudget();
    await save(budget);
    const ledger = await openTestLedger(test.database);
    const generation = ended(0.1);
    const account = ledger.openAccount(payer, generation.id, generation.createdAtMs);
    await account?.reserve([{ ...callee, worstCaseUsd: 0.3 }]);
    expect(await removeBudget(test.database.pool, budget.id)).toBe(true);
    expect(await removeBudget(test.database.pool, budget.id)).toBe(false);
    await ledger.settle(generation);
    expect(await figures()).toEqual([]);
    await ledger.close();
  });
});

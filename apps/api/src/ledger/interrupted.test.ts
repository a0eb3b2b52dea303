import { v7 } from 'uuid';
import { beforeEach, expect, it, vi } from 'vitest';
import { interruptedGeneration } from '../generation/interrupted.ts';
import { describeOnEachDatabase } from '../testing/databases.ts';
import { openTestLedger } from '../testing/open-test-ledger.ts';
import { sampleBudget } from '../testing/sample-budget.ts';
import { sampleAttempt, sampleCost, sampleGeneration } from '../testing/sample-generation.ts';
import { readUsage } from '../usage/read-usage.ts';
import { periodFiguresSql } from './period-figures-sql.ts';
import { rollUpRecent } from './roll-up-recent.ts';
import { saveBudget } from './save-budget.ts';
import { settleInterrupted } from './settle-interrupted.ts';

vi.setConfig({ testTimeout: 60_000 });

const payer = { workspaceId: 'default', apiKeyId: null };
const callee = { modelId: 'openai/gpt-4o-mini', deployments: [{ providerId: 'openai' }], worstCaseUsd: 0.5 };
const quick = { leaseMs: 1_000, refreshMs: 100, noteAfterMs: 5 };

/** A generation whose only call has cost `estimatedUsd` when its process ends. */
function running(estimatedUsd: number, id = v7()) {
  const cost = { ...sampleCost, totalUsd: estimatedUsd };
  const attempts = [
    { ...sampleAttempt({ cost }), outcome: 'interrupted', errorKind: 'interrupted', isEstimated: true } as const,
  ];
  const generation = sampleGeneration({ id });
  const request = { ...generation.request, template: { name: 'explain', version: 2, variables: {} } };
  return interruptedGeneration({ ...generation, request, attempts, latencyMs: 700 });
}

describeOnEachDatabase('a generation whose process ends before it', (test) => {
  beforeEach(async () => {
    await test.database.pool.query(
      'TRUNCATE budget, budget_period, budget_slice, reservation, generation, generation_content, generation_plan, model_usage, usage_recent, usage_hour, usage_day, running_generation',
    );
    await saveBudget(test.database.pool, sampleBudget(), 'operator', Date.now());
  });

  async function read<Row>(sql: string): Promise<readonly Row[]> {
    return (await test.database.pool.query(sql)).rows as Row[];
  }

  /** The records of generations, the spending and reservations of their budgets, and the usage figures. */
  async function figures() {
    const [sums] = await read<Record<string, number>>(`SELECT
      (SELECT count(*)::int FROM running_generation) AS running, (SELECT count(*)::int FROM generation) AS generations,
      (SELECT count(*)::int FROM model_usage) AS attempts, (SELECT sum(cost_usd)::float8 FROM model_usage) AS recorded,
      (SELECT sum(spent_usd)::float8 FROM ${periodFiguresSql} AS period) AS spent,
      (SELECT sum(reserved_usd)::float8 FROM ${periodFiguresSql} AS period) AS reserved`);
    const { totals } = await readUsage(test.database.pool, { days: 1 });
    return { ...sums, calls: totals.calls, usage: Number(totals.costUsd), failures: totals.failures };
  }

  /** Acts as a killed process: it settles nothing and renews nothing. */
  async function beginAndDie(generation: ReturnType<typeof running>, holds: boolean, options = {}) {
    const ledger = await openTestLedger(test.database, { ...quick, ...options });
    if (holds) {
      const account = ledger.openAccount(payer, generation.id, generation.createdAtMs);
      expect(await account?.reserve([callee], () => generation)).toMatchObject({ index: 0 });
    }
    ledger.begin(generation.id, () => generation);
    await vi.waitFor(async () => expect(await read('SELECT FROM running_generation')).toHaveLength(1), 10_000);
    await ledger.close();
  }

  it('is settled before its lease expires if its replica is known to be dead, but not while it renews', async () => {
    const [dead, living] = [v7(), v7()];
    const long = { leaseMs: 600_000, reportMs: 200 };
    await beginAndDie(running(0.25), true, { ...long, replicaId: dead });
    const [lives, other] = await Promise.all([
      openTestLedger(test.database, { ...quick, ...long, replicaId: living }),
      openTestLedger(test.database, { ...quick, ...long }),
    ]);
    const own = running(0.5);
    lives.begin(own.id, () => own);
    // A replica that has lost its Redis counts as dead to the other.
    for (const id of [dead, living]) other.noteDead(id);
    await vi.waitFor(async () => expect(await figures()).toMatchObject({ generations: 1 }), 20_000);
    expect(await figures()).toMatchObject({ running: 1, recorded: 0.25, spent: 0.25, reserved: 0 });
    expect(await read('SELECT id FROM running_generation')).toEqual([{ id: own.id }]);
    await Promise.all([lives.close(), other.close()]);
  });

  it.each([true, false])(
    'is settled once at its estimate, on any number of replicas (with a reservation: %s)',
    async (holds) => {
      await beginAndDie(running(0.25), holds);
      const others = await Promise.all([openTestLedger(test.database, quick), openTestLedger(test.database, quick)]);
      await vi.waitFor(async () => expect(await figures()).toMatchObject({ running: 0 }), 10_000);
      await rollUpRecent(test.database.pool);
      expect(await figures()).toEqual({
        running: 0,
        generations: 1,
        attempts: 1,
        recorded: 0.25,
        spent: 0.25,
        reserved: 0,
        calls: 1,
        usage: 0.25,
        failures: 1,
      });
      expect(
        await read(
          'SELECT status, error_code, cost_usd::float8 AS cost, latency_ms, template_name AS template, settled_at > created_at AS later FROM generation',
        ),
      ).toEqual([
        { status: 'FAILED', error_code: 'INTERRUPTED', cost: 0.25, latency_ms: 700, template: 'explain', later: true },
      ]);
      expect(await read('SELECT outcome, is_estimated FROM model_usage')).toEqual([
        { outcome: 'interrupted', is_estimated: true },
      ]);
      expect(await read('SELECT plan IS NOT NULL AS kept FROM generation_plan')).toEqual([{ kept: true }]);
      for (const other of others) await other.close();
    },
  );

  it('stays unchanged while its process lives', async () => {
    const other = await openTestLedger(test.database, quick);
    const owner = await openTestLedger(test.database, quick);
    const generation = running(0.25);
    let reports = 0;
    owner.begin(generation.id, () => {
      reports += 1;
      return running(0.25 + reports, generation.id);
    });
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    expect(await figures()).toMatchObject({ running: 1, generations: 0 });
    expect(reports).toBeGreaterThan(2);
    const [row] = await read<{ attempts: { cost: { totalUsd: number } }[] }>('SELECT attempts FROM running_generation');
    expect(row?.attempts[0]?.cost.totalUsd).toBeGreaterThan(2);
    await owner.settle(sampleGeneration({ id: generation.id, attempts: [sampleAttempt()] }));
    expect(await figures()).toMatchObject({ running: 0, generations: 1 });
    await owner.close();
    await other.close();
  });

  it('is not stored as running when it ends immediately, and is written once', async () => {
    const ledger = await openTestLedger(test.database, { ...quick, noteAfterMs: 60_000 });
    const generation = sampleGeneration();
    ledger.begin(generation.id, () => running(1, generation.id));
    await ledger.settle(generation);
    expect(await figures()).toMatchObject({ running: 0, generations: 1 });
    await ledger.close();
  });

  it.each([false, true])(
    'counts once, with its true figures, when its process comes back late (rolled up before: %s)',
    async (isAddedUp) => {
      const id = v7();
      const owner = await openTestLedger(test.database, { ...quick, noteAfterMs: 1 });
      owner.begin(id, () => running(0.25, id));
      await vi.waitFor(async () => expect(await figures()).toMatchObject({ running: 1 }), 10_000);
      await settleInterrupted(test.database.pool, { type: 'all' }, Date.now());
      if (isAddedUp) await rollUpRecent(test.database.pool);
      expect(await figures()).toMatchObject({ generations: 1, spent: 0.25, usage: 0.25, failures: 1 });

      const cost = { ...sampleCost, totalUsd: 0.1 };
      await owner.settle(sampleGeneration({ id, attempts: [sampleAttempt({ cost })] }));
      await rollUpRecent(test.database.pool);
      expect(await figures()).toMatchObject({ running: 0, generations: 1, attempts: 1, recorded: 0.1, spent: 0.1 });
      expect(await figures()).toMatchObject({ calls: 1, usage: 0.1, failures: 0 });
      expect(await read('SELECT status FROM generation')).toEqual([{ status: 'COMPLETED' }]);
      const [rollups] = await read(`SELECT sum(calls)::int AS calls, sum(cost_usd)::float8 AS cost,
      (SELECT sum(count)::int FROM usage_hour, unnest(first_tokens) AS count WHERE grain = 0) AS tokens
      FROM usage_hour WHERE grain = 0`);
      expect(rollups).toEqual({ calls: 1, cost: 0.1, tokens: 1 });
      // A second settlement, as after a lost confirmation from the database.
      await owner.settle(sampleGeneration({ id, attempts: [sampleAttempt({ cost })] }));
      expect(await figures()).toMatchObject({ generations: 1, attempts: 1, spent: 0.1 });
      await owner.close();
    },
  );

  it('is settled at the start by a process that is the only user of the database, even before its lease ends', async () => {
    await beginAndDie(running(0.25), true);
    const next = await openTestLedger(test.database, { ...quick, leaseMs: 60_000, isAlone: true });
    expect(await figures()).toMatchObject({ running: 0, generations: 1, spent: 0.25, reserved: 0 });
    await next.close();
  });
});

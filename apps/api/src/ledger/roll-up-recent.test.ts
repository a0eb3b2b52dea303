import { v7 } from 'uuid';
import { beforeEach, expect, it, vi } from 'vitest';
import { describeOnEachDatabase } from '../testing/databases.ts';
import { openTestLedger } from '../testing/open-test-ledger.ts';
import { sampleAttempt, sampleCost, sampleGeneration, sampleRequest } from '../testing/sample-generation.ts';
import { createRollUp, rollUpRecent } from './roll-up-recent.ts';
import { numberOfLevel, type RollupTable, rollupLevels } from './rollup-levels.ts';

vi.setConfig({ testTimeout: 60_000 });

const tables: readonly RollupTable[] = ['usage_hour', 'usage_day'];

/** Generations of three models, two workspaces and two days. In every fifth, the first attempt fails. */
function crowd(count: number) {
  return Array.from({ length: count }, (_, index) => {
    const startedAtMs = Date.parse('2026-03-10T00:00:00Z') + (index % 7) * 5 * 3_600_000;
    const call = {
      startedAtMs,
      modelId: `a/${index % 3}`,
      providerId: 'a',
      latencyMs: 10 + index * 7,
      firstTokenMs: 5,
    };
    const cost = { ...sampleCost, totalUsd: index / 1_000_000 };
    const failed = sampleAttempt({ ...call, modelId: 'b/0', providerId: 'b', outcome: 'failed', cost: null });
    const attempts =
      index % 5 === 0 ? [failed, sampleAttempt({ ...call, number: 2, cost })] : [sampleAttempt({ ...call, cost })];
    return sampleGeneration({ request: sampleRequest({ workspaceId: `w${index % 2}` }), attempts });
  });
}

describeOnEachDatabase('the rollups', (test) => {
  beforeEach(async () => {
    await test.database.pool.query(
      'TRUNCATE generation, generation_content, model_usage, usage_recent, usage_hour, usage_day',
    );
  });

  async function sums(from: string): Promise<unknown> {
    const { rows } = await test.database.pool.query(from);
    return rows[0];
  }

  const ofRecords = `SELECT count(*)::int AS calls, count(*) FILTER (WHERE outcome = 'failed')::int AS failures,
    trim_scale(sum(cost_usd))::text AS "costUsd", count(first_token_ms)::int AS "firstTokens",
    count(*) FILTER (WHERE number = 2)::int AS fallbacks FROM model_usage`;
  const ofLevel = (table: RollupTable, level: number): string =>
    `SELECT sum(calls)::int AS calls, sum(failures)::int AS failures, trim_scale(sum(cost_usd))::text AS "costUsd",
      sum((SELECT sum(count) FROM unnest(first_tokens) AS count))::int AS "firstTokens", sum(fallbacks)::int AS fallbacks
     FROM ${table} WHERE grain = ${level}`;

  it('equal the sum of the records at every level, with concurrent rollups and settlements', async () => {
    const replicas = await Promise.all([1, 2].map(() => openTestLedger(test.database, { rollUpMs: 20 })));
    const adding = Array.from({ length: 20 }, () => rollUpRecent(test.database.pool, 7));
    await Promise.all(crowd(200).map((generation, index) => replicas[index % 2]?.settle(generation)));
    await Promise.all([...adding, ...replicas.map((ledger) => ledger.close())]);
    await rollUpRecent(test.database.pool);

    expect(await sums('SELECT count(*)::int AS count FROM usage_recent')).toEqual({ count: 0 });
    const expected = await sums(ofRecords);
    expect(expected).toMatchObject({ calls: 240, failures: 40, fallbacks: 40 });
    for (const table of tables) {
      for (const level of rollupLevels[table])
        expect(await sums(ofLevel(table, numberOfLevel(level)))).toEqual(expected);
    }
  });

  it('ignore a transaction that is rolled back', async () => {
    const ledger = await openTestLedger(test.database, { rollUpMs: 60_000 });
    await Promise.all(crowd(3).map((generation) => ledger.settle(generation)));
    await ledger.close();
    await test.database.pool.query('ALTER TABLE usage_day ADD CONSTRAINT none CHECK (calls = 0)');
    await expect(rollUpRecent(test.database.pool)).rejects.toThrow(/none/);
    await test.database.pool.query('ALTER TABLE usage_day DROP CONSTRAINT none');

    expect(await sums('SELECT count(*)::int AS count FROM usage_recent')).toEqual({ count: 3 });
    expect(await sums('SELECT count(*)::int AS count FROM usage_hour')).toEqual({ count: 0 });
    await rollUpRecent(test.database.pool);
    expect(await sums(ofLevel('usage_hour', 0))).toEqual(await sums(ofRecords));
  });

  it('free the space of removed rows', async () => {
    const { pool } = test.database;
    const ledger = await openTestLedger(test.database, { rollUpMs: 60_000 });
    await Promise.all(crowd(50).map((generation) => ledger.settle(generation)));
    await ledger.close();
    const budget = v7();
    const held = `INSERT INTO reservation SELECT gen_random_uuid(), $1, now(), 1, now() FROM generate_series(1, 5000)`;
    await pool.query(held, [budget]);
    await pool.query('DELETE FROM reservation');

    await createRollUp(pool, 50)();
    expect(await sums("SELECT pg_relation_size('reservation')::int AS bytes")).toEqual({ bytes: 0 });
    expect(await sums("SELECT pg_relation_size('usage_recent')::int AS bytes")).toEqual({ bytes: 0 });
  });
});

import { beforeAll, describe, expect, it, vi } from 'vitest';
import { rollUpRecent } from '../ledger/roll-up-recent.ts';
import { describeOnEachDatabase } from '../testing/databases.ts';
import { openTestLedger } from '../testing/open-test-ledger.ts';
import { sampleAttempt, sampleCost, sampleGeneration, sampleRequest } from '../testing/sample-generation.ts';
import { dimensionColumns } from './build-usage-sql.ts';
import { readUsage } from './read-usage.ts';
import type { UsageGroup } from './usage-report.ts';

vi.setConfig({ testTimeout: 60_000 });

const now = new Date('2026-03-10T12:00:00Z');
const hourMs = 3_600_000;

function at(hoursAgo: number): number {
  return now.getTime() - hoursAgo * hourMs;
}

function tokens(inputTokens: number, outputTokens: number) {
  return { inputTokens, cachedInputTokens: 1, cacheWriteTokens: 2, outputTokens, reasoningTokens: 3 };
}

const other = { modelId: 'mistral/large', providerId: 'mistral' };

const generations = [
  sampleGeneration({
    request: sampleRequest({ workspaceId: 'blue', taskType: 'chat', apiKeyId: 'key-1' }),
    attempts: [
      sampleAttempt({
        startedAtMs: at(1),
        outcome: 'failed',
        latencyMs: 9_000,
        firstTokenMs: null,
        tokens: tokens(0, 0),
        cost: { ...sampleCost, totalUsd: 0 },
      }),
      sampleAttempt({
        startedAtMs: at(1),
        number: 2,
        ...other,
        latencyMs: 200,
        firstTokenMs: 20,
        tokens: tokens(10, 20),
        cost: { ...sampleCost, totalUsd: 0.1 },
      }),
    ],
  }),
  sampleGeneration({
    attempts: [
      sampleAttempt({
        startedAtMs: at(2),
        latencyMs: 100,
        firstTokenMs: 10,
        tokens: tokens(100, 200),
        cost: { ...sampleCost, totalUsd: 0.2 },
      }),
    ],
  }),
  sampleGeneration({
    attempts: [
      sampleAttempt({ startedAtMs: at(30), latencyMs: 400, firstTokenMs: 40, tokens: tokens(1, 1), cost: null }),
    ],
  }),
  sampleGeneration({
    attempts: [
      sampleAttempt({ startedAtMs: at(30), outcome: 'skipped' }),
      sampleAttempt({
        startedAtMs: at(30),
        number: 2,
        outcome: 'cancelled',
        tokens: tokens(5, 5),
        cost: { ...sampleCost, totalUsd: 0.000_000_000_001 },
      }),
    ],
  }),
  sampleGeneration({ attempts: [sampleAttempt({ startedAtMs: at(24 * 8) })] }),
];

const dimensions = ['MODEL', 'PROVIDER', 'WORKSPACE', 'API_KEY', 'TASK_TYPE'] as const;

/** All subsets, the empty one first. */
function subsetsOf<Item>(items: readonly Item[]): readonly (readonly Item[])[] {
  return Array.from({ length: 2 ** items.length }, (_, bits) => items.filter((_item, index) => bits & (1 << index)));
}

const noGroup = {
  model: null,
  provider: null,
  workspace: null,
  apiKey: null,
  taskType: null,
  endUser: null,
  session: null,
  tag: null,
};

function namesOf(group: UsageGroup): Readonly<Record<(typeof dimensions)[number], string | null>> {
  const { model, provider, workspace, apiKey, taskType } = group;
  return { MODEL: model, PROVIDER: provider, WORKSPACE: workspace, API_KEY: apiKey, TASK_TYPE: taskType };
}

describeOnEachDatabase('usage', (test) => {
  beforeAll(async () => {
    const ledger = await openTestLedger(test.database, { rollUpMs: 10 * hourMs });
    await Promise.all(generations.map((generation) => ledger.settle(generation)));
    await ledger.close();
  });

  describe.each([
    { state: 'not in the rollups yet', prepare: async () => {} },
    { state: 'in the rollups', prepare: () => rollUpRecent(test.database.pool, 2) },
  ])('that is $state', ({ prepare }) => {
    beforeAll(prepare);

    it('adds up the last seven days, to the last fraction of a cent', async () => {
      const report = await readUsage(test.database.pool, {}, now);
      expect(report).toMatchObject({ from: new Date('2026-03-03T12:00:00Z'), to: now, groups: [], series: [] });
      expect(report.totals).toEqual({
        calls: 5,
        failures: 1,
        successRate: 0.75,
        inputTokens: 116,
        cachedInputTokens: 5,
        cacheWriteTokens: 10,
        outputTokens: 226,
        reasoningTokens: 15,
        totalTokens: 372,
        costUsd: '0.300000000001',
        unpricedCalls: 1,
        averageLatencyMs: expect.closeTo(700 / 3),
        p50LatencyMs: expect.closeTo(200, -1.6),
        p95LatencyMs: expect.closeTo(380, -1.9),
        averageFirstTokenMs: expect.closeTo((20 + 10 + 40 + 203) / 4),
        p50FirstTokenMs: expect.any(Number),
        p95FirstTokenMs: expect.any(Number),
        fallbacks: 1,
        savedUsd: null,
      });
    });

    it('of no calls is zero, and has no averages', async () => {
      const { totals } = await readUsage(test.database.pool, { workspaceId: 'unknown' }, now);
      expect(totals).toMatchObject({
        calls: 0,
        successRate: null,
        costUsd: '0',
        averageLatencyMs: null,
        p95LatencyMs: null,
      });
    });

    it('is split by the requested groups, the most expensive first', async () => {
      const { groups, totals } = await readUsage(test.database.pool, { groupBy: ['MODEL', 'WORKSPACE'] }, now);
      expect(totals.calls).toBe(5);
      expect(
        groups.map(({ model, provider, workspace, totals: { calls, costUsd } }) => [
          model,
          provider,
          workspace,
          calls,
          costUsd,
        ]),
      ).toEqual([
        ['openai/gpt-4o-mini', null, 'default', 3, '0.200000000001'],
        ['mistral/large', null, 'blue', 1, '0.1'],
        ['openai/gpt-4o-mini', null, 'blue', 1, '0'],
      ]);
    });

    it('has no key for a call without one', async () => {
      const { groups } = await readUsage(test.database.pool, { groupBy: ['API_KEY'] }, now);
      expect(groups.map(({ apiKey, totals: { calls } }) => [apiKey, calls])).toEqual([
        [null, 3],
        ['key-1', 2],
      ]);
    });

    it('has days of UTC, oldest first', async () => {
      const { series } = await readUsage(test.database.pool, { days: 2, interval: 'DAY' }, now);
      expect(series.map(({ at: day, totals: { calls } }) => [day.toISOString(), calls])).toEqual([
        ['2026-03-09T00:00:00.000Z', 2],
        ['2026-03-10T00:00:00.000Z', 3],
      ]);
    });

    it('has the hours of each group', async () => {
      const query = { days: 1, interval: 'HOUR', groupBy: ['PROVIDER'] } as const;
      const { series, groups } = await readUsage(test.database.pool, query, now);
      expect(groups).toHaveLength(2);
      expect(series.map(({ at: hour, provider, totals: { calls } }) => [hour.toISOString(), provider, calls])).toEqual([
        ['2026-03-10T10:00:00.000Z', 'openai', 1],
        ['2026-03-10T11:00:00.000Z', 'mistral', 1],
        ['2026-03-10T11:00:00.000Z', 'openai', 1],
      ]);
    });

    it.each([
      ['workspace', { workspaceId: 'blue' }, 2],
      ['API key', { apiKeyId: 'key-1' }, 2],
      ['model', { modelId: 'mistral/large' }, 1],
      ['provider', { providerId: 'openai' }, 4],
      ['task type', { taskType: 'chat' }, 2],
      ['span without its end', { from: new Date(at(30)), to: new Date(at(2)) }, 2],
    ])('is restricted to a %s', async (_, query, calls) => {
      expect((await readUsage(test.database.pool, query, now)).totals.calls).toBe(calls);
    });

    it('of a span with partial hours counts only its calls, to the millisecond', async () => {
      const from = new Date(at(30) + 1);
      const to = new Date(at(1) + 1);
      const { totals } = await readUsage(test.database.pool, { from, to }, now);
      expect(totals.calls).toBe(3);
    });

    it('equals the sum of the records, for any span', async () => {
      for (const [hoursAgo, until] of [
        [200, 0],
        [29.99, 1.5],
        [2.25, 0.25],
        [1.1, 0.9],
      ] as const) {
        const span = [new Date(at(hoursAgo)), new Date(at(until))] as const;
        const { rows } = await test.database.pool.query(
          `SELECT count(*)::int AS calls, trim_scale(coalesce(sum(cost_usd), 0))::text AS "costUsd",
            coalesce(sum(output_tokens), 0)::int AS "outputTokens"
           FROM model_usage WHERE outcome <> 'skipped' AND started_at >= $1 AND started_at < $2`,
          [...span],
        );
        const { totals } = await readUsage(test.database.pool, { from: span[0], to: span[1] }, now);
        expect(totals).toMatchObject(rows[0]);
      }
    });

    it('leaves out the percentiles if they are not requested', async () => {
      const whole = await readUsage(test.database.pool, { groupBy: ['MODEL'], interval: 'DAY' }, now);
      const spare = await readUsage(
        test.database.pool,
        { groupBy: ['MODEL'], interval: 'DAY', withSpread: false },
        now,
      );
      const none = {
        p50LatencyMs: null,
        p95LatencyMs: null,
        averageFirstTokenMs: null,
        p50FirstTokenMs: null,
        p95FirstTokenMs: null,
      };
      expect(spare.totals).toEqual({ ...whole.totals, ...none });
      expect(spare.series).toEqual(whole.series.map((point) => ({ ...point, totals: { ...point.totals, ...none } })));
    });

    it('has separate percentiles for groups and points', async () => {
      const query = { days: 1, interval: 'HOUR', groupBy: ['PROVIDER'] } as const;
      const { series, groups } = await readUsage(test.database.pool, { ...query, days: 2 }, now);
      const of = (provider: string) => groups.find((group) => group.provider === provider)?.totals.p95LatencyMs;
      expect(of('mistral')).toBeCloseTo(200, -1.7);
      expect(series.find(({ provider }) => provider === 'mistral')?.totals.p95LatencyMs).toBe(of('mistral'));
      expect(series.filter(({ totals }) => totals.p50LatencyMs === null)).toHaveLength(1);
    });

    it('equals the sum of the records, for any grouping', async () => {
      for (const groupBy of subsetsOf(dimensions)) {
        const columns = groupBy.map((dimension) => `coalesce(${dimensionColumns[dimension]}, '') AS "${dimension}"`);
        const { rows } = await test.database.pool.query(
          `SELECT ${[...columns, 'count(*)::int AS calls', 'trim_scale(coalesce(sum(cost_usd), 0))::text AS "costUsd"'].join(', ')}
           FROM model_usage WHERE outcome <> 'skipped' AND started_at >= $1
           ${groupBy.length === 0 ? '' : `GROUP BY ${groupBy.map((_, index) => index + 1).join(', ')}`}`,
          [new Date(at(24 * 89.3))],
        );
        const report = await readUsage(test.database.pool, { from: new Date(at(24 * 89.3)), groupBy }, now);
        const groups = groupBy.length === 0 ? [{ ...noGroup, totals: report.totals }] : report.groups;
        const reported = groups.map((group) => ({
          ...Object.fromEntries(groupBy.map((dimension) => [dimension, namesOf(group)[dimension] ?? ''])),
          calls: group.totals.calls,
          costUsd: group.totals.costUsd,
        }));
        expect(reported).toHaveLength(rows.length);
        expect(reported).toEqual(expect.arrayContaining(rows));
      }
    });
  });

  it('has the saving against the default model', async () => {
    const ledger = await openTestLedger(test.database);
    const request = sampleRequest({ workspaceId: 'saver' });
    const attempts = [
      sampleAttempt({ startedAtMs: at(1), cost: { ...sampleCost, totalUsd: 0.1 }, baselineUsd: 0.25 }),
      sampleAttempt({
        startedAtMs: at(1),
        number: 2,
        outcome: 'failed',
        cost: { ...sampleCost, totalUsd: 0.01 },
        baselineUsd: 0,
      }),
    ];
    await ledger.settle(sampleGeneration({ request, attempts }));
    await ledger.close();
    expect((await readUsage(test.database.pool, { workspaceId: 'saver' }, now)).totals.savedUsd).toBe('0.14');
  });
});

describe('a report with too many rows', () => {
  /** A database with a row for every group of every hour, as many as requested. */
  const endless = {
    rows: 0,
    async query({ text }: { text: string }) {
      this.rows = Number(/LIMIT (\d+)$/.exec(text)?.[1]);
      return { rows: new Array(this.rows).fill({}) };
    },
  };

  it('is refused with a sentence, and no more than the maximum is read', async () => {
    const reading = readUsage(endless as never, { days: 90, interval: 'HOUR', groupBy: ['API_KEY', 'MODEL'] }, now);
    await expect(reading).rejects.toThrow(
      'would give more than 10,000 rows, one for each group and step: ask for a shorter span, or for fewer groups',
    );
    expect(endless.rows).toBe(10_001);
  });
});

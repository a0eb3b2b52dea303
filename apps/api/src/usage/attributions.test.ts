import { beforeAll, describe, expect, it } from 'vitest';
import { rollUpRecent } from '../ledger/roll-up-recent.ts';
import { describeOnEachDatabase } from '../testing/databases.ts';
import { openTestLedger } from '../testing/open-test-ledger.ts';
import { sampleAttempt, sampleCost, sampleGeneration, sampleRequest } from '../testing/sample-generation.ts';
import { readUsage } from './read-usage.ts';
import type { AttributionDimension, UsageQuery } from './usage-report.ts';

const now = new Date('2026-03-10T12:30:00Z');
const hourMs = 3_600_000;

type Words = Partial<{ endUser: string; session: string; tags: string[]; workspaceId: string }>;

function generation(words: Words, hoursAgo: number, totalUsd: number, modelId = 'openai/gpt-4o-mini') {
  const [providerId = ''] = modelId.split('/');
  const startedAtMs = now.getTime() - hoursAgo * hourMs;
  const attempt = sampleAttempt({ startedAtMs, modelId, providerId, cost: { ...sampleCost, totalUsd } });
  return sampleGeneration({ request: sampleRequest(words), attempts: [attempt] });
}

const generations = [
  generation({ endUser: 'ann', session: 's1', tags: ['beta', 'web'] }, 1, 0.5),
  generation({ endUser: 'ann', session: 's2', tags: ['web'], workspaceId: 'blue' }, 2, 0.25, 'mistral/large'),
  generation({ endUser: 'bob', session: 's1' }, 30, 1),
  generation({ endUser: 'old' }, 24 * 8, 8),
  generation({}, 3, 4),
];

describeOnEachDatabase('usage by the words of the caller', (test) => {
  beforeAll(async () => {
    const ledger = await openTestLedger(test.database, { rollUpMs: 10 * hourMs });
    await Promise.all(generations.map((each) => ledger.settle(each)));
    await ledger.close();
  });
  const read = (dimension: AttributionDimension, query: Partial<UsageQuery> = {}) =>
    readUsage(test.database.pool, { days: 7, groupBy: [dimension], ...query }, now);

  describe.each([
    { state: 'not in the rollups yet', prepare: async () => {} },
    { state: 'in the rollups', prepare: async () => void (await rollUpRecent(test.database.pool, 2)) },
  ])('that is $state', ({ prepare }) => {
    beforeAll(prepare);

    it('is grouped by end user and session, the most expensive first, with a total over all calls', async () => {
      const users = await read('END_USER');
      expect(users.groups.map(({ endUser, totals }) => [endUser, totals.calls, totals.costUsd])).toEqual([
        ['bob', 1, '1'],
        ['ann', 2, '0.75'],
      ]);
      expect(users.totals).toMatchObject({ calls: 4, costUsd: '5.75', inputTokens: 40 });
      expect(users.groups[0]).toMatchObject({ session: null, tag: null, model: null, totals: { successRate: 1 } });
      const sessions = await read('SESSION');
      expect(sessions.groups.map(({ session, totals }) => [session, totals.costUsd])).toEqual([
        ['s1', '1.5'],
        ['s2', '0.25'],
      ]);
    });

    it('is limited to an end user, a session or a tag, with totals of only these calls', async () => {
      const limited = (query: Partial<UsageQuery>) => readUsage(test.database.pool, { days: 7, ...query }, now);
      const ann = await limited({ endUser: 'ann', groupBy: ['MODEL'], interval: 'DAY' });
      expect(ann.totals).toMatchObject({ calls: 2, costUsd: '0.75', p50LatencyMs: null });
      expect(ann.groups.map(({ model, totals }) => [model, totals.costUsd])).toEqual([
        ['openai/gpt-4o-mini', '0.5'],
        ['mistral/large', '0.25'],
      ]);
      expect(ann.series.length).toBeGreaterThan(0);
      expect((await limited({ session: 's1' })).totals).toMatchObject({ calls: 2, costUsd: '1.5' });
      expect((await limited({ tag: 'web', workspaceId: 'blue' })).totals).toMatchObject({ calls: 1, costUsd: '0.25' });
      expect((await limited({ tag: 'web', groupBy: ['TAG'] })).groups).toMatchObject([
        { tag: 'web', totals: { calls: 2 } },
      ]);
      expect((await limited({ tag: 'none' })).totals).toMatchObject({ calls: 0, costUsd: '0' });
    });

    it('counts a call once for each of its tags, and once in the total', async () => {
      const { groups, totals } = await read('TAG');
      expect(groups.map(({ tag, totals: { calls, costUsd } }) => [tag, calls, costUsd])).toEqual([
        ['web', 2, '0.75'],
        ['beta', 1, '0.5'],
      ]);
      expect(totals.calls).toBe(4);
    });

    it('accepts filters, further groups and a series', async () => {
      const blue = await read('END_USER', { workspaceId: 'blue' });
      expect(blue.groups.map(({ endUser, totals }) => [endUser, totals.costUsd])).toEqual([['ann', '0.25']]);
      expect(blue.totals.calls).toBe(1);
      const models = await read('END_USER', { groupBy: ['END_USER', 'MODEL'], interval: 'DAY' });
      expect(models.groups.map(({ endUser, model, totals }) => [endUser, model, totals.costUsd])).toEqual([
        ['bob', 'openai/gpt-4o-mini', '1'],
        ['ann', 'openai/gpt-4o-mini', '0.5'],
        ['ann', 'mistral/large', '0.25'],
      ]);
      expect(models.series.map(({ at, endUser, totals }) => [at.toISOString(), endUser, totals.costUsd])).toEqual([
        ['2026-03-09T00:00:00.000Z', 'bob', '1'],
        ['2026-03-10T00:00:00.000Z', 'ann', '0.5'],
        ['2026-03-10T00:00:00.000Z', 'ann', '0.25'],
      ]);
    });

    it('covers whole hours, and returns them', async () => {
      const span = { days: null, from: new Date('2026-03-10T11:10:00Z'), to: new Date('2026-03-10T11:50:00Z') };
      const { from, to, groups } = await read('END_USER', span);
      expect([from, to]).toEqual([new Date('2026-03-10T11:00:00Z'), new Date('2026-03-10T12:00:00Z')]);
      expect(groups.map(({ endUser }) => endUser)).toEqual(['ann']);
    });
  });

  it('has at most the 1,000 most expensive groups', async () => {
    const ledger = await openTestLedger(test.database, { rollUpMs: 10 * hourMs });
    const many = Array.from({ length: 1_200 }, (_, at) => generation({ endUser: `u${at}` }, 24 * 20, at + 1));
    await Promise.all(many.map((each) => ledger.settle(each)));
    await ledger.close();
    await rollUpRecent(test.database.pool);
    const { groups, totals } = await read('END_USER', { days: 30 });
    expect(groups).toHaveLength(1_000);
    expect(groups[0]).toMatchObject({ endUser: 'u1199' });
    expect(totals.calls).toBe(1_205);
  });
});

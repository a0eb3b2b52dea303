import { expect, test } from 'vitest';
import { rollUpRecent } from '../ledger/roll-up-recent.ts';
import { describeOnEachDatabase } from '../testing/databases.ts';
import { openTestLedger } from '../testing/open-test-ledger.ts';
import { sampleAttempt, sampleGeneration, sampleRequest } from '../testing/sample-generation.ts';
import { pruneAttributions } from './prune-attributions.ts';

describeOnEachDatabase('the sums by attribution', (on) => {
  test('of end users and sessions are removed with their records, but those of tags stay', async () => {
    const ledger = await openTestLedger(on.database, { rollUpMs: 36_000_000 });
    for (const hours of [1, 2, 50, 51]) {
      const request = sampleRequest({ endUser: `u${hours}`, session: `s${hours}`, tags: [`t${hours}`] });
      const startedAtMs = Date.UTC(2026, 2, 10, 12, 30) - hours * 3_600_000;
      await ledger.settle(sampleGeneration({ request, attempts: [sampleAttempt({ startedAtMs })] }));
    }
    await ledger.close();
    await rollUpRecent(on.database.pool);
    await pruneAttributions(on.database.pool, new Date('2026-03-09T00:00:00Z'));
    const left = await on.database.prisma.usageAttribution.findMany({ orderBy: { value: 'asc' } });
    expect(left.map(({ value }) => value)).toEqual(['s1', 's2', 't1', 't2', 't50', 't51', 'u1', 'u2']);
  });
});

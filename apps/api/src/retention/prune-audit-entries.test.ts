import { expect, test } from 'vitest';
import type { AuditEvent } from '../audit/audit.ts';
import { insertEntry, toEntryRow } from '../audit/insert-entry.ts';
import { describeOnEachDatabase, silentLog } from '../testing/databases.ts';
import { Pruner } from './pruner.ts';

const dayMs = 86_400_000;
const event: AuditEvent = {
  actor: null,
  action: 'request',
  target: null,
  outcome: 'REFUSED',
  requestId: null,
  address: null,
};

describeOnEachDatabase('the retention of the audit log', (on) => {
  const store = async (...ages: number[]): Promise<void> => {
    for (const days of ages) {
      await insertEntry(on.database.pool, toEntryRow({ ...event, action: `${days} days` }, Date.now() - days * dayMs));
    }
  };
  const prune = (auditDays: number): Promise<void> =>
    new Pruner(
      {
        database: on.database,
        log: silentLog,
        retention: () => ({ contentDays: null, recordDays: null, auditDays }),
        nowMs: Date.now,
      },
      { batchSize: 2, restFactor: 0 },
    ).prune();
  const left = async () =>
    (await on.database.prisma.auditEntry.findMany({ orderBy: { id: 'desc' } })).map(({ action }) => action);

  test('removes entries older than the limit of the policy, in batches, but never those of the last day', async () => {
    await store(400, 399, 398, 397, 396, 200, 2, 0.5, 0);
    await prune(365);
    expect(await left()).toEqual(['0 days', '0.5 days', '2 days', '200 days']);
    await prune(1);
    expect(await left()).toEqual(['0 days', '0.5 days']);
    // Simulates a clock that is ahead.
    await prune(0.1);
    expect(await left()).toEqual(['0 days', '0.5 days']);
  });
});

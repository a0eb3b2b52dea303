import { expect, test } from 'vitest';
import { describeOnEachDatabase, silentLog } from '../testing/databases.ts';
import { Pruner } from './pruner.ts';

const dayMs = 86_400_000;
const now = Date.UTC(2026, 5, 30);

describeOnEachDatabase('the retention of batches', (on) => {
  test('removes batches that ended before the kept period, with their rows, and no others', async () => {
    const { prisma } = on.database;
    const add = (name: string, endedAt: Date | null) =>
      prisma.batch.create({
        data: {
          id: crypto.randomUUID(),
          workspaceId: name,
          callerId: 'me',
          concurrency: 1,
          total: 5,
          status: endedAt === null ? 'RUNNING' : 'COMPLETED',
          createdAt: new Date(0),
          endedAt,
          rows: { create: Array.from({ length: 5 }, (_, index) => ({ index })) },
          providerBatches: {
            create: {
              id: crypto.randomUUID(),
              providerId: 'openai',
              model: 'm',
              status: 'ENDED',
              total: 5,
              submittedAt: new Date(0),
            },
          },
        },
      });
    await add('old', new Date(now - 31 * dayMs));
    await add('young', new Date(now - 29 * dayMs));
    await add('running', null);
    const pace = { batchSize: 2, restFactor: 0 };
    const retention = { contentDays: null, recordDays: 30, auditDays: 365 };
    await new Pruner(
      { database: on.database, log: silentLog, retention: () => retention, nowMs: () => now },
      pace,
    ).prune();
    const left = await prisma.batch.findMany({ include: { rows: true }, orderBy: { workspaceId: 'asc' } });
    expect(left.map(({ workspaceId, rows }) => [workspaceId, rows.length])).toEqual([
      ['running', 5],
      ['young', 5],
    ]);
    expect(await prisma.batchRow.count()).toBe(10);
    expect(await prisma.providerBatch.count()).toBe(2);
  });
});

import { beforeEach, expect, test } from 'vitest';
import type { BatchedCall } from '../generation/batched-call.ts';
import { newId } from '../generation/new-id.ts';
import { describeOnEachDatabase } from '../testing/databases.ts';
import { sampleGeneration, sampleRequest } from '../testing/sample-generation.ts';
import { BatchStore } from './batch-store.ts';
import { ProviderBatchStore } from './provider-batch-store.ts';

const lane = '01a1fc0d-639c-7659-a51f-aaaaaaaaaaaa';
const leaseMs = 30_000;
const uuid = () => newId(Date.now());
const uuids = (count: number) => Array.from({ length: count }, uuid);

describeOnEachDatabase('the batches of providers', (on) => {
  let batches: BatchStore;
  let store: ProviderBatchStore;
  beforeEach(async () => {
    batches = new BatchStore(on.database.pool);
    store = new ProviderBatchStore(on.database.pool);
    await on.database.pool.query('DELETE FROM batch; DELETE FROM batch_row; DELETE FROM provider_batch');
  });

  const call: BatchedCall = {
    providerId: 'openai',
    deploymentId: 'default',
    inputTokens: 7,
    plan: sampleGeneration().plan,
  };
  const create = (rows: number): Promise<string> => {
    const { caller, ...request } = sampleRequest();
    return batches.create(
      uuid(),
      {
        workspaceId: 'default',
        apiKeyId: null,
        callerId: 'me',
        clientId: null,
        fingerprint: null,
        concurrency: 2,
        deadline: new Date(Date.now() + 90_000_000),
        requests: Array.from({ length: rows }, () => ({ ...request, caller })),
      },
      async () => {},
    );
  };
  /** Creates a batch whose rows are at a provider. */
  const send = async (rows: number) => {
    const batchId = await create(rows);
    const sorting = await store.readSorting(batchId, -1, uuids(rows));
    const id = uuid();
    const sent = sorting.map(({ index, sentAs }) => ({ index, sentAs, call }));
    expect(await store.create(id, { batchId, providerId: 'openai', model: 'm' }, sent)).toBe(true);
    return { batchId, id, sent, names: sent.map(({ sentAs }) => sentAs) };
  };

  test('are checked by one process at a time, and again when they are due', async () => {
    const id = await create(1);
    const claims = await Promise.all([store.claim(leaseMs, []), store.claim(leaseMs, [])]);
    const [batch] = claims.filter((claim) => claim !== null);
    expect(claims.filter((claim) => claim === null)).toHaveLength(1);
    if (batch === undefined) throw new Error('No batch was due.');
    expect(batch).toMatchObject({ id, status: 'RUNNING', concurrency: 2 });
    await store.schedule(batch, 60_000);
    expect(await store.claim(leaseMs, [])).toBeNull();
    await batches.cancel(id, 'As a caller wished.');
    expect(await store.claim(leaseMs, [id])).toBeNull();
    expect(await store.claim(leaseMs, [])).toMatchObject({ id, status: 'CANCELLED' });
    // The batch was cancelled while it was held, so the holder's schedule does not apply.
    await store.schedule(batch, 60_000);
    const cancelled = await store.claim(leaseMs, []);
    expect(cancelled?.id).toBe(id);
    await store.schedule({ ...batch, status: 'CANCELLED' }, null);
    await store.freeAll();
    expect(await store.claim(leaseMs, [])).toBeNull();
  });

  test('that are due now are found immediately, at any fraction of a millisecond', async () => {
    const id = await create(1);
    for (let round = 0; round < 100; round++) {
      await store.freeAll();
      expect(await store.claim(leaseMs, [])).toMatchObject({ id });
    }
  });

  test('contain each row once, under the name that it received first', async () => {
    const { batchId, sent, names } = await send(3);
    expect(await store.create(uuid(), { batchId, providerId: 'openai', model: 'm' }, sent)).toBe(false);
    expect(await store.readSorting(batchId, -1, uuids(3))).toEqual([]);
    const [open] = await store.readOpen(batchId);
    expect(open).toMatchObject({ upstreamId: null, isCancelled: false });
    expect(await store.readRowIds(open?.id ?? '')).toEqual(names);
    await store.confirm(open?.id ?? '', 'batch_1');
    expect(await store.readUpstreamIds('openai')).toEqual(new Set(['batch_1']));
  });

  test('give rows their answers once, and return the other rows', async () => {
    const { batchId, id, names } = await send(3);
    const answers = [{ rowId: names[1] ?? '', answer: '{"odd":"\uffff"}' }];
    await store.keepAnswers(id, answers);
    await store.keepAnswers(id, answers);
    expect(await store.countRows(batchId)).toEqual({ sorting: 0, sent: 2, waiting: 1, running: 0 });
    expect(await store.end(id, 'PENDING', 'It expired.')).toEqual([names[0], names[2]]);
    expect(await store.end(id, 'PENDING', 'Again.')).toEqual([]);
    expect(await on.database.prisma.providerBatch.findMany()).toMatchObject([
      { status: 'ENDED', answered: 1, reason: 'It expired.' },
    ]);
    const taken = [await batches.take(batchId, lane, uuid()), await batches.take(batchId, lane, uuid())];
    expect(taken[0]).toMatchObject({ index: 0, batched: null });
    expect(names).not.toContain(taken[0]?.generationId);
    expect(taken[1]).toMatchObject({
      index: 1,
      generationId: names[1],
      batched: { ...call, answer: '{"odd":"\uffff"}' },
    });
  });

  test('that were lost leave their rows the names, for another batch', async () => {
    const { batchId, id, names } = await send(2);
    expect(await store.end(id, 'SORTING', 'It did not arrive.')).toEqual([]);
    const again = await store.readSorting(batchId, -1, uuids(2));
    expect(again.map(({ sentAs }) => sentAs)).toEqual(names);
    await store.runAlone(batchId, [0]);
    expect(await store.countRows(batchId)).toMatchObject({ sorting: 1, waiting: 1 });
  });

  test('of a cancelled batch end the rows without an answer; an answered row runs', async () => {
    const { batchId, id, names } = await send(2);
    await store.keepAnswers(id, [{ rowId: names[0] ?? '', answer: '{}' }]);
    expect(await store.drop(batchId, 'SENT', id)).toEqual([]);
    await batches.cancel(batchId, 'As a caller wished.');
    expect(await store.drop(batchId, 'SENT', id)).toEqual([names[1]]);
    const row = await batches.take(batchId, lane, uuid());
    expect(row).toMatchObject({ index: 0, generationId: names[0] });
    if (row === null) throw new Error('No row waits.');
    // The process ended before it recorded the row. The answer is read again, under the same name.
    await batches.release(row, { costUsd: 0, isUnpriced: false }, { wasBegun: true, isRecorded: false });
    const second = await batches.take(batchId, lane, uuid());
    expect(second).toMatchObject({ generationId: names[0], begun: 2, batched: { answer: '{}' } });
    if (second === null) throw new Error('No row waits.');
    await batches.end(second, { status: 'COMPLETED', code: null, message: null, costUsd: 1, isUnpriced: false });
    const ended = await on.database.prisma.batch.findUniqueOrThrow({ where: { id: batchId } });
    expect(ended).toMatchObject({ status: 'CANCELLED', completed: 1, failed: 1 });
    expect(ended.endedAt).not.toBeNull();
  });
});

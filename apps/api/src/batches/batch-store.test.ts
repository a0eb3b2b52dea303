import { beforeEach, expect, test } from 'vitest';
import { describeOnEachDatabase } from '../testing/databases.ts';
import { openTestLedger } from '../testing/open-test-ledger.ts';
import { sampleGeneration, sampleRequest } from '../testing/sample-generation.ts';
import { mostRunningBatches, type NewBatch, noCost, type RowEnd } from './batch.ts';
import { BatchStore } from './batch-store.ts';

const done: RowEnd = { status: 'COMPLETED', code: null, message: null, costUsd: 0.25, isUnpriced: false };
const lane = '01a1fc0d-639c-7659-a51f-3cc80b0a1fff';
let count = 0;
const newUuid = (): string => `01a1fc0d-639c-7659-a51f-${String(++count).padStart(12, '0')}`;

describeOnEachDatabase('the rows of batches', (on) => {
  let store: BatchStore;
  beforeEach(async () => {
    store = new BatchStore(on.database.pool);
    await on.database.pool.query('DELETE FROM batch; DELETE FROM batch_row');
  });

  const create = (rows: number, changes: Partial<NewBatch> = {}): Promise<string> => {
    const { caller, ...request } = sampleRequest();
    const batch: NewBatch = {
      workspaceId: 'default',
      apiKeyId: null,
      callerId: 'me',
      clientId: null,
      fingerprint: null,
      concurrency: 2,
      deadline: null,
      requests: Array.from({ length: rows }, () => ({ ...request, caller })),
      ...changes,
    };
    return store.create(newUuid(), batch, async () => {});
  };
  const take = async (id: string) => {
    const row = await store.take(id, lane, newUuid());
    if (row === null) throw new Error('No row waits.');
    return row;
  };
  const read = (id: string) => on.database.prisma.batch.findUniqueOrThrow({ where: { id }, include: { rows: true } });

  test('are taken in order, each by one of many concurrent callers, and the last ends the batch', async () => {
    const id = await create(20);
    const rows = await Promise.all(Array.from({ length: 20 }, () => take(id)));
    expect(rows.map(({ index }) => index).sort((a, b) => a - b)).toEqual(rows.map((_, index) => index));
    expect(rows[0]?.request.call).toEqual(sampleRequest().call);
    expect(await store.take(id, lane, newUuid())).toBeNull();
    await Promise.all(rows.slice(1).map((row) => store.end(row, done)));
    expect(await read(id)).toMatchObject({ status: 'RUNNING', completed: 19, endedAt: null });
    const [first] = rows;
    if (first === undefined) throw new Error('There is a first row.');
    const failed: RowEnd = {
      ...done,
      status: 'FAILED',
      code: 'BUDGET_EXCEEDED',
      message: 'No money.',
      isUnpriced: true,
    };
    await store.end(first, failed);
    // This call is late.
    await store.end(first, done);
    const ended = await read(id);
    expect(ended).toMatchObject({ status: 'COMPLETED', completed: 19, failed: 1, unpriced: 1 });
    expect(ended.costUsd.toFixed()).toBe('5');
    expect(ended.endedAt).not.toBeNull();
    expect(ended.rows.every(({ request }) => request === null)).toBe(true);
    expect(await store.hasUnfinished()).toBe(false);
  });

  test('wait again after an interruption, with the cost of the interrupted call', async () => {
    const id = await create(1);
    const first = await take(id);
    expect(await store.readLeft(lane)).toEqual([{ batchId: id, index: 0, generationId: first.generationId, begun: 1 }]);
    await store.release(first, { costUsd: 0.5, isUnpriced: false }, { wasBegun: true, isRecorded: true });
    const second = await take(id);
    expect(second.begun).toBe(2);
    // The first holder comes back, and can no longer change the row.
    await store.end(first, { ...done, status: 'FAILED' });
    await store.end(second, done);
    const ended = await read(id);
    expect(ended).toMatchObject({ completed: 1, failed: 0 });
    expect([ended.costUsd.toFixed(), ended.rows[0]?.costUsd.toFixed()]).toEqual(['0.75', '0.75']);
  });

  test('accept any text, also at their end', async () => {
    const { caller, ...request } = sampleRequest();
    const odd = 'zero \u0000, half \ud800, end';
    const id = await create(1, { requests: [{ ...request, caller: { ...caller, metadata: { odd } } }] });
    const row = await take(id);
    expect(row.request.caller.metadata).toEqual({ odd });
    await store.end(row, { ...done, status: 'FAILED', code: 'BAD_USER_INPUT', message: odd });
    expect((await read(id)).rows[0]?.errorMessage).toContain('end');
  });

  test('count only starts that could have made a call', async () => {
    const id = await create(1);
    await store.release(await take(id), noCost, { wasBegun: false, isRecorded: false });
    expect((await take(id)).begun).toBe(1);
  });

  test('end with their batch: waiting rows immediately, running rows when they finish', async () => {
    const id = await create(3);
    const row = await take(id);
    const other = await take(id);
    await store.cancel(id, 'As a caller wished.');
    expect(await read(id)).toMatchObject({
      status: 'CANCELLED',
      cancelReason: 'As a caller wished.',
      failed: 1,
      endedAt: null,
    });
    expect(await store.take(id, lane, newUuid())).toBeNull();
    expect(await store.readCancelled([id, newUuid()])).toEqual([id]);
    await store.end(row, { ...done, status: 'CANCELLED', code: 'CANCELLED' });
    await store.release(other, noCost, { wasBegun: true, isRecorded: false });
    await store.dropPending(id);
    const ended = await read(id);
    expect(ended).toMatchObject({ status: 'CANCELLED', completed: 0, failed: 3 });
    expect(ended.endedAt).not.toBeNull();
    await store.cancel(id, 'Once more.');
    expect(await read(id)).toMatchObject({ cancelReason: 'As a caller wished.', failed: 3 });
  });

  test('find the record of their generation', async () => {
    const id = await create(3);
    const [recorded, running, unknown] = [await take(id), await take(id), await take(id)];
    const ledger = await openTestLedger(on.database, { noteAfterMs: 0 });
    await ledger.settle(sampleGeneration({ id: recorded.generationId }));
    ledger.begin(running.generationId, () => sampleGeneration({ id: running.generationId }));
    await expect.poll(() => store.trace(running, 0), { timeout: 5_000 }).toEqual({ type: 'unsettled' });
    await ledger.close();
    expect(await store.trace(recorded, 60_000)).toMatchObject({ type: 'recorded', status: 'COMPLETED', code: null });
    expect(await store.trace(unknown, 60_000)).toEqual({ type: 'unsettled' });
    expect(await store.trace(unknown, -1_000)).toEqual({ type: 'lost' });
  });

  test('are stored once per batch name of a caller', async () => {
    const named = { clientId: 'nightly', fingerprint: 'a' };
    const [one, same] = await Promise.all([create(2, named), create(2, named)]);
    expect(same).toBe(one);
    expect(await create(2, { ...named, callerId: 'other' })).not.toBe(one);
    await expect(create(2, { ...named, fingerprint: 'b' })).rejects.toMatchObject({
      code: 'CONFLICT',
      field: 'clientId',
    });
    expect(await on.database.prisma.batchRow.count()).toBe(4);
  });

  test('are stored only with their lanes, and within the maximum of a workspace', async () => {
    const { caller, ...request } = sampleRequest();
    const batch = {
      workspaceId: 'w',
      apiKeyId: null,
      callerId: 'me',
      clientId: null,
      fingerprint: null,
      concurrency: 1,
      deadline: null,
    };
    const requests = [{ ...request, caller }];
    const refused = store.create(newUuid(), { ...batch, requests }, () => Promise.reject(new Error('No queue.')));
    await expect(refused).rejects.toThrow('No queue.');
    expect(await on.database.prisma.batch.count()).toBe(0);
    await on.database.pool.query(
      `INSERT INTO batch (id, workspace_id, caller_id, status, concurrency, total, created_at)
       SELECT gen_random_uuid(), 'w', 'me', 'RUNNING', 1, 1, now() FROM generate_series(1, $1)`,
      [mostRunningBatches],
    );
    await expect(create(1, { workspaceId: 'w' })).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(await create(1)).toMatch(/^01/);
  });
});

import { beforeEach, describe, expect, test, vi } from 'vitest';
import { newId } from '../generation/new-id.ts';
import { describeOnEachDatabase } from '../testing/databases.ts';
import { sampleRequest } from '../testing/sample-generation.ts';
import { BatchKeeper, type BatchKeeperTools, nextLookMs } from './batch-keeper.ts';
import { BatchStore } from './batch-store.ts';
import type { KeptBatch, RowCounts } from './provider-batch-store.ts';

const hourMs = 3_600_000;
const batch: KeptBatch = { id: 'batch', status: 'RUNNING', deadlineMs: 30 * hourMs, concurrency: 8 };
const none: RowCounts = { sorting: 0, sent: 0, waiting: 0, running: 0 };

describe('the time until the next check of a batch', () => {
  const sentAgo = (...agesMs: readonly number[]) => agesMs.map((ageMs) => ({ submittedAtMs: -ageMs }));
  test.each<[string, Partial<RowCounts>, readonly { submittedAtMs: number }[], number, number | null]>([
    ['no row is left', {}, [], 0, null],
    ['rows run alone', { running: 1 }, [], 0, 5_000],
    ['rows are unassigned', { sorting: 1 }, [], 0, 5_000],
    ['it was sent just now', { sent: 1 }, sentAgo(0), 0, 1_000],
    ['it was sent a while ago', { sent: 1 }, sentAgo(200_000), 0, 20_000],
    ['several were sent: the youngest counts', { sent: 2 }, sentAgo(200_000, 30_000), 0, 3_000],
    ['it was sent long ago', { sent: 1 }, sentAgo(10 * hourMs), 0, 60_000],
    ['other rows run', { sent: 1, running: 1 }, sentAgo(10 * hourMs), 0, 5_000],
    ['the deadline is near', { sent: 1 }, sentAgo(10 * hourMs), 29 * hourMs, 5_000],
  ])('if %s', (_, counts, open, nowMs, expected) => {
    const then = open.map(({ submittedAtMs }) => ({ submittedAtMs: submittedAtMs + nowMs }));
    expect(nextLookMs(batch, { ...none, ...counts }, then, nowMs)).toBe(expected);
  });
});

describeOnEachDatabase('the keeper of batches', (on) => {
  let store: BatchStore;
  beforeEach(async () => {
    store = new BatchStore(on.database.pool);
    await on.database.pool.query('DELETE FROM batch; DELETE FROM batch_row; DELETE FROM provider_batch');
  });

  const create = (apiKeyId: string | null = null): Promise<string> => {
    const { caller, ...request } = sampleRequest();
    const name = { workspaceId: 'default', callerId: 'me', clientId: null, fingerprint: null };
    const deadline = new Date(Date.now() + 25 * hourMs);
    const requests = [0, 1, 2].map(() => ({ ...request, caller: { ...caller, apiKeyId } }));
    return store.create(newId(Date.now()), { ...name, apiKeyId, concurrency: 2, deadline, requests }, async () => {});
  };

  function keeper(changes: Partial<BatchKeeperTools> = {}) {
    const told = { cancel: vi.fn(), lanes: vi.fn(), left: vi.fn() };
    const closing = new AbortController();
    const tools: BatchKeeperTools = {
      database: on.database,
      viewerOfKey: () => null,
      closing: closing.signal,
      nowMs: Date.now,
      generations: { enterBatch: async () => null, leaveBatch: async (ids) => void told.left(ids) },
      batchesOf: () => null,
      cancel: async (id, reason) => {
        told.cancel(reason);
        await store.cancel(id, reason);
      },
      provideLanes: async (_, waiting) => void told.lanes(waiting),
      log: { info: vi.fn(), warn: vi.fn(), error: vi.fn() },
      ...changes,
    };
    return { keeper: new BatchKeeper(tools), told, closing };
  }
  const statusesOf = async (id: string) => {
    const sql = 'SELECT status FROM batch_row WHERE batch_id = $1 ORDER BY "index"';
    return (await on.database.pool.query<{ status: string }>(sql, [id])).rows.map(({ status }) => status);
  };

  test('provides lanes for the rows that run alone', async () => {
    const id = await create();
    const { keeper: one, told } = keeper();
    await one.look();
    await one.close();
    expect(told.lanes).toHaveBeenCalledWith(3);
    expect(await statusesOf(id)).toEqual(['PENDING', 'PENDING', 'PENDING']);
  });

  test('skips a batch that another process holds, and takes it once that process releases it', async () => {
    await create();
    const held = Promise.withResolvers<null>();
    const first = keeper({ generations: { enterBatch: () => held.promise, leaveBatch: async () => {} } });
    const second = keeper();
    await first.keeper.look();
    await second.keeper.look();
    await second.keeper.close();
    expect(second.told.lanes).not.toHaveBeenCalled();
    first.closing.abort();
    held.resolve(null);
    await first.keeper.close();
    await second.keeper.look();
    await second.keeper.close();
    expect(second.told.lanes).toHaveBeenCalledWith(3);
  });

  test('ends a batch whose key is invalid, with all its rows', async () => {
    const id = await create('01a1fc0d-639c-7659-a51f-3cc80b0a1f91');
    const { keeper: one, told } = keeper();
    await one.look();
    await one.close();
    expect(told.cancel).toHaveBeenCalledWith('The key that created this batch is not valid any more.');
    await one.look();
    await one.close();
    expect(await statusesOf(id)).toEqual(['CANCELLED', 'CANCELLED', 'CANCELLED']);
  });

  test('keeps at most four batches at the same time', async () => {
    for (let count = 0; count < 6; count++) await create();
    const enterBatch = vi.fn(() => new Promise<null>(() => {}));
    const { keeper: one, closing } = keeper({ generations: { enterBatch, leaveBatch: async () => {} } });
    await one.look();
    await vi.waitFor(() => expect(enterBatch).toHaveBeenCalledTimes(4));
    closing.abort();
  });
});

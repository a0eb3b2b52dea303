import { describe, expect, test, vi } from 'vitest';
import type { BatchableRequest } from '../generation/batched-call.ts';
import { fakeBatches } from '../testing/fake-batches.ts';
import { sampleGeneration, sampleRequest } from '../testing/sample-generation.ts';
import { type ChooseWaysTools, chooseWays, KeyGone, type Parcel } from './choose-ways.ts';
import type { KeptBatch } from './provider-batch-store.ts';

const batch: KeptBatch = { id: 'batch', status: 'RUNNING', deadlineMs: 90_000_000, concurrency: 8 };

/** `models`: the model of each row; null for a row that runs alone. */
function stage(models: readonly (string | null)[], changes: Partial<ChooseWaysTools> = {}, row = 'row') {
  const { caller, ...request } = sampleRequest();
  const alone: number[] = [];
  const enterBatch = vi.fn(async (_: unknown, sentAs: string): Promise<BatchableRequest | null> => {
    const upstreamModel = models[Number(sentAs)] ?? null;
    if (upstreamModel === null) return null;
    const [providerId = ''] = upstreamModel.split('/');
    const { plan } = sampleGeneration();
    const facts = { plan, inputTokens: 1, deploymentId: 'default', priceFactor: 0.5, model: {} as never };
    return { ...facts, row, upstreamModel, providerId };
  });
  const tools: ChooseWaysTools = {
    generations: { enterBatch },
    store: {
      readSorting: async (_, after, ids) =>
        models
          .map((_, index) => ({ index, request: { ...request, caller }, sentAs: String(index) }))
          .slice(after + 1, after + 1 + ids.length),
      runAlone: async (_, indexes) => void alone.push(...indexes),
    },
    batchesOf: () => fakeBatches(),
    viewerOfKey: () => null,
    closing: new AbortController().signal,
    nowMs: () => 0,
    ...changes,
  };
  return { tools, alone, enterBatch };
}

async function parcelsOf(tools: ChooseWaysTools): Promise<readonly (readonly [string, readonly number[]])[]> {
  const parcels: Parcel[] = [];
  for await (const parcel of chooseWays(batch, tools)) parcels.push(parcel);
  return parcels.map(({ model, rows }) => [model, rows.map(({ index }) => index)]);
}

describe('choosing how rows run', () => {
  test.each<[string, readonly (string | null)[], readonly unknown[], readonly number[]]>([
    ['nothing is sent if no row fits a batch', [null, null], [], [0, 1]],
    [
      'a parcel has rows of one model',
      ['a/x', 'a/y', 'a/x'],
      [
        ['a/x', [0, 2]],
        ['a/y', [1]],
      ],
      [],
    ],
    [
      'rows of two providers are separate',
      ['a/x', 'b/x'],
      [
        ['a/x', [0]],
        ['b/x', [1]],
      ],
      [],
    ],
    [
      'a full parcel is sent immediately',
      ['a/x', 'a/x', 'a/y', 'a/x', 'a/x'],
      [
        ['a/x', [0, 1, 3]],
        ['a/y', [2]],
        ['a/x', [4]],
      ],
      [],
    ],
    ['rows that no batch can carry run alone', ['a/x', null, 'a/x', null], [['a/x', [0, 2]]], [1, 3]],
  ])('%s', async (_, models, parcels, indexes) => {
    const { tools, alone } = stage(models);
    expect(await parcelsOf(tools)).toEqual(parcels);
    expect(alone).toEqual(indexes);
  });

  test('many rows are read in pages, each once', async () => {
    const { tools, alone } = stage(Array.from({ length: 250 }, () => null));
    expect(await parcelsOf(tools)).toEqual([]);
    expect(alone).toEqual(Array.from({ length: 250 }, (_, index) => index));
  });

  test('a parcel holds 32 MiB at most', async () => {
    const { tools } = stage(['a/x', 'a/x', 'a/x'], {}, 'x'.repeat(20 * 1024 * 1024));
    expect(await parcelsOf(tools)).toEqual([
      ['a/x', [0, 1]],
      ['a/x', [2]],
    ]);
  });

  test('money is reserved until a day after the deadline', async () => {
    const { tools, enterBatch } = stage(['a/x']);
    await parcelsOf(tools);
    const until = { deadlineMs: 90_000_000, heldUntilMs: 90_000_000 + 86_400_000 };
    expect(enterBatch).toHaveBeenCalledWith(expect.objectContaining({ caller: expect.anything() }), '0', until);
  });

  test('the choice stops when the service shuts down, and rows keep their state', async () => {
    const { tools, alone, enterBatch } = stage(['a/x', null], { closing: AbortSignal.abort() });
    expect(await parcelsOf(tools)).toEqual([]);
    expect(alone).toEqual([]);
    expect(enterBatch).not.toHaveBeenCalled();
  });

  test('an invalid key of a batch is reported', async () => {
    const { caller, ...request } = sampleRequest();
    const row = { index: 0, sentAs: '0', request: { ...request, caller: { ...caller, apiKeyId: 'key' } } };
    const { tools } = stage(['a/x']);
    const gone = parcelsOf({ ...tools, store: { ...tools.store, readSorting: async () => [row] } });
    await expect(gone).rejects.toThrow(KeyGone);
  });
});

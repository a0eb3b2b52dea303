import { type BatchedResult, type ProviderBatches, QuotaExhaustedError, StreamCutError } from '@penstock/providers';
import { describe, expect, test, vi } from 'vitest';
import { fakeBatches } from '../testing/fake-batches.ts';
import { type KeepProviderBatchTools, keepProviderBatch, submitParcel } from './keep-provider-batch.ts';
import type { KeptBatch, OpenProviderBatch } from './provider-batch-store.ts';

const hourMs = 3_600_000;
const nowMs = Date.UTC(2026, 0, 1);
const batch: KeptBatch = { id: 'batch', status: 'RUNNING', deadlineMs: nowMs + 25 * hourMs, concurrency: 8 };
const late: KeptBatch = { ...batch, deadlineMs: nowMs + hourMs };
const over: KeptBatch = { ...batch, deadlineMs: nowMs };
const cancelled: KeptBatch = { ...batch, status: 'CANCELLED' };
const open: OpenProviderBatch = {
  id: 'own',
  providerId: 'openai',
  upstreamId: 'upstream',
  submittedAtMs: nowMs,
  isCancelled: false,
};
const parcel = {
  providerId: 'openai',
  model: 'm',
  bytes: 6,
  lines: ['a', 'b'],
  rows: [],
};

/** The calls that the store and the provider received, in order. */
function stage(changes: Partial<ProviderBatches> = {}, { hasBatches = true, rowIds = ['r1', 'r2'] } = {}) {
  const acts: (readonly unknown[])[] = [];
  const noted =
    <Result>(name: string, result: Result) =>
    async (...values: readonly unknown[]): Promise<Result> => {
      acts.push([name, ...values]);
      return result;
    };
  const batches = fakeBatches({ cancel: noted('cancel', undefined), remove: noted('remove', undefined), ...changes });
  const warn = vi.fn();
  const tools: KeepProviderBatchTools = {
    generations: { leaveBatch: noted('leave', undefined) },
    store: {
      create: noted('create', true),
      confirm: noted('confirm', undefined),
      end: async (id, to, reason) => {
        acts.push(['end', id, to, reason]);
        return to === 'SORTING' ? [] : ['held'];
      },
      drop: noted('drop', ['dropped']),
      keepAnswers: noted('keep', undefined),
      noteCancelled: noted('noteCancelled', undefined),
      readRowIds: async () => rowIds,
      readUpstreamIds: async () => new Set(),
    },
    batchesOf: () => (hasBatches ? batches : null),
    closing: new AbortController().signal,
    log: { warn, error: vi.fn(), info: vi.fn() } as never,
    nowMs: () => nowMs,
  };
  const names = (): readonly unknown[] => acts.map(([name]) => name);
  return { acts, names, tools, warn };
}

const resultsOf = (...results: readonly BatchedResult[]): Partial<ProviderBatches> => ({
  poll: async () => ({ type: 'ended', reason: null }),
  results: async function* () {
    yield results;
  },
});
const failed = new StreamCutError({ providerId: 'openai', message: 'It was cut.' });

describe('a parcel', () => {
  const refusal = new QuotaExhaustedError({ providerId: 'openai', message: 'No money.', status: 429 });
  test.each<[string, Partial<ProviderBatches>, readonly unknown[]]>([
    ['is written, then submitted', {}, ['create', 'confirm']],
    ['runs alone if it is refused', { submit: () => Promise.reject(refusal) }, ['create', 'end', 'leave']],
    ['is searched if its submission was interrupted', { submit: () => Promise.reject(failed) }, ['create']],
  ])('%s', async (_, changes, expected) => {
    const { names, tools } = stage(changes);
    await submitParcel(batch, parcel, tools);
    expect(names()).toEqual(expected);
  });

  test('is not submitted if another process has its rows, or if the provider has no batches', async () => {
    const submit = vi.fn();
    const { tools } = stage({ submit });
    await submitParcel(batch, parcel, { ...tools, store: { ...tools.store, create: async () => false } });
    await submitParcel(batch, parcel, stage({ submit }, { hasBatches: false }).tools);
    expect(submit).not.toHaveBeenCalled();
  });
});

describe('a batch of a provider', () => {
  test.each<[string, KeptBatch, Partial<OpenProviderBatch>, Partial<ProviderBatches>, readonly unknown[]]>([
    ['runs on', batch, {}, {}, []],
    ['is cancelled an hour before the deadline', late, {}, {}, ['cancel', 'noteCancelled']],
    ['is cancelled once', late, { isCancelled: true }, {}, []],
    ['is cancelled with its batch', cancelled, {}, {}, ['cancel', 'noteCancelled']],
    ['is abandoned at the deadline', over, { isCancelled: true }, {}, ['end', 'leave']],
    ['is checked again after a failed check', batch, {}, { poll: () => Promise.reject(failed) }, []],
    ['is abandoned if checks fail at the deadline', over, {}, { poll: () => Promise.reject(failed) }, ['end', 'leave']],
    ['is searched if its submission was interrupted', batch, { upstreamId: null }, {}, []],
    [
      'is followed once it is found',
      batch,
      { upstreamId: null },
      { find: async () => ({ type: 'found', providerBatchId: 'upstream' }) },
      ['confirm'],
    ],
    [
      'is sent again if it has not arrived in time',
      batch,
      { upstreamId: null, submittedAtMs: nowMs - 200_000 },
      {},
      ['end'],
    ],
    [
      'runs alone if its state stays unknown',
      late,
      { upstreamId: null },
      { find: async () => ({ type: 'undecided' }) },
      ['end', 'leave'],
    ],
  ])('%s', async (_, kept, facts, changes, expected) => {
    const { names, tools } = stage(changes);
    await keepProviderBatch(kept, { ...open, ...facts }, tools);
    expect(names()).toEqual(expected);
  });

  test('is checked again while its provider is not in the policy', async () => {
    const { names, tools, warn } = stage({}, { hasBatches: false });
    await keepProviderBatch(batch, open, tools);
    expect(names()).toEqual([]);
    expect(warn).toHaveBeenCalledOnce();
  });
});

describe('the results of a batch', () => {
  const answered = (rowId: string): BatchedResult => ({ type: 'answered', rowId, answer: `answer of ${rowId}` });
  const refused: BatchedResult = { type: 'refused', rowId: 'r2', problem: 'Too long.' };
  const broken = (rowId: string | null): BatchedResult => ({ type: 'unreadable', rowId, text: `line of ${rowId}` });
  const kept = (...rowIds: readonly string[]) => rowIds.map((rowId) => expect.objectContaining({ rowId }));

  test.each<[string, readonly BatchedResult[], readonly string[], readonly unknown[], string | null]>([
    ['are kept', [answered('r1'), answered('r2')], [], [kept('r1', 'r2')], null],
    ['are not stored for refused rows', [answered('r1'), refused], ['r2'], [kept('r1')], 'Too long.'],
    [
      'keep an unreadable line that names its row',
      [answered('r1'), broken('r2')],
      [],
      [kept('r1', 'r2')],
      '1 of its results cannot be read.',
    ],
    [
      'give lines without a name to the rows without a result',
      [answered('r1'), broken(null)],
      ['r2'],
      [kept('r1'), [{ rowId: 'r2', answer: 'line of null' }]],
      '1 of its results cannot be read.',
    ],
  ])('%s', async (_, results, rowIds, expected, reason) => {
    const { acts, names, tools } = stage(resultsOf(...results), { rowIds: [...rowIds] });
    await keepProviderBatch(batch, open, tools);
    expect(acts.filter(([name]) => name === 'keep').map(([, , answers]) => answers)).toMatchObject(expected);
    expect(acts.find(([name]) => name === 'end')).toEqual(['end', 'own', 'PENDING', reason]);
    expect(names().at(-1)).toBe('remove');
  });

  test('that name no rows are read again, and nothing is removed', async () => {
    const { names, tools, warn } = stage(resultsOf(broken(null)));
    await keepProviderBatch(batch, open, tools);
    expect(names()).toEqual(['keep']);
    expect(warn.mock.calls[0]?.[0].err.message).toContain('2 rows have no result, and 1 lines cannot be read');
  });

  test('of a cancelled batch end its other rows', async () => {
    const { names, tools } = stage(resultsOf(answered('r1')));
    await keepProviderBatch(cancelled, open, tools);
    expect(names()).toEqual(['keep', 'drop', 'leave', 'end', 'leave', 'remove']);
  });

  test('are kept even if the provider cannot remove them', async () => {
    const { names, tools, warn } = stage({ ...resultsOf(answered('r1')), remove: () => Promise.reject(failed) });
    await keepProviderBatch(batch, open, tools);
    expect(names()).toEqual(['keep', 'end', 'leave']);
    expect(warn).toHaveBeenCalledOnce();
  });
});

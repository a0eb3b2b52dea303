import { BadRequestError, type ProviderBatches } from '@penstock/providers';
import { buildPlan } from '@penstock/testing';
import { describe, expect, test, vi } from 'vitest';
import { fakeBatches } from '../../testing/fake-batches.ts';
import { sampleRequest } from '../../testing/sample-generation.ts';
import { sampleRules } from '../../testing/sample-rules.ts';
import { askedFor } from '../../testing/stage-tools.ts';
import type { Account, PricedCall } from '../generation-ledger.ts';
import { type EnterBatchTools, enterBatch } from './enter-batch.ts';
import type { Planned } from './stage.ts';

const hourMs = 3_600_000;
const id = 'openai/gpt-4o-mini';
const plan = buildPlan([{ id }, { id: 'openai/other' }], {});
const [first] = plan.candidates;
const rules = sampleRules(
  'models: { openai: { gpt-4o-mini: { quality: 0.7, price: { input_per_mtok: 1, output_per_mtok: 1 } } } }',
);

/** An account that refuses, admits or breaks. */
function accountOf(answer: 'admits' | 'refuses' | 'breaks') {
  const told: unknown[] = [];
  const refusal = { budgetId: 'b', budgetName: 'team', neededUsd: '1', remainingUsd: '0' };
  const account: Account = {
    readRemainders: async () => null,
    lower: () => {},
    reserve: async () => ({ index: 0, refusals: [] }),
    raise: async (calls: readonly PricedCall[]) => {
      if (answer === 'breaks') throw new Error('The database is away.');
      told.push(calls.map(({ worstCaseUsd }) => worstCaseUsd));
      return answer === 'admits' ? null : refusal;
    },
    charge: () => {},
    release: () => void told.push('released'),
    keep: async (untilMs) => void told.push(untilMs),
  };
  return { account, told };
}

function enter(changes: Partial<Planned> = {}, batches: Partial<ProviderBatches> | null = {}, leftMs = 25 * hourMs) {
  const asked = askedFor();
  const state: Planned = {
    ...asked,
    rules,
    account: null,
    remainders: null,
    planned: { plan: { ...plan, candidates: first ? [{ ...first, worstCaseCostUsd: 0.5 }] : [] }, inputTokens: 7 },
    planAgain: () => {
      throw new Error('It is planned once.');
    },
    ...changes,
  };
  const tools: EnterBatchTools = {
    batchesOf: () => (batches === null ? null : fakeBatches(batches)),
    deadlineMs: asked.nowMs + leftMs,
    heldUntilMs: 99,
  };
  return enterBatch(state, tools);
}

describe('a request', () => {
  test('enters a batch with all data for its answer, as JSON', async () => {
    const entered = await enter();
    expect(entered).toMatchObject({
      row: expect.stringContaining('row '),
      upstreamModel: 'gpt-4o-mini',
      providerId: 'openai',
      inputTokens: 7,
      priceFactor: 0.5,
      model: { id, price: { source: 'policy' } },
      plan: { candidates: [{ modelId: id }] },
    });
    expect(JSON.parse(JSON.stringify(entered))).toEqual(entered);
  });

  const cached = sampleRequest();
  test.each<[string, Partial<Planned>, Partial<ProviderBatches> | null, number]>([
    ['has no candidate', { planned: { plan: { ...plan, candidates: [] }, inputTokens: 7 } }, {}, 25 * hourMs],
    ['is of a provider without batches', {}, null, 25 * hourMs],
    ['is needed within a day', {}, {}, 23 * hourMs],
    ['cannot be carried', {}, { write: () => null }, 25 * hourMs],
    [
      'is refused by the adapter',
      {},
      {
        write: () => {
          throw new BadRequestError({ providerId: 'openai', message: 'It has a file.' });
        },
      },
      25 * hourMs,
    ],
    [
      'reads the response cache',
      { request: { ...cached, delivery: { ...cached.delivery, cache: 'read-write' } } },
      {},
      25 * hourMs,
    ],
    ['is an embedding', { request: { ...cached, call: { type: 'embedding' } } as never }, {}, 25 * hourMs],
  ])('that %s runs alone, and holds no money', async (_, changes, batches, leftMs) => {
    const { account, told } = accountOf('admits');
    expect(await enter({ ...changes, account }, batches, leftMs)).toBeNull();
    expect(told).toEqual(['released']);
  });

  test.each([
    ['reserves its worst case at the batch price', 'admits', [[0.25], 99], true],
    ['runs alone if the budgets cannot pay it', 'refuses', [[0.25], 'released'], false],
  ] as const)('%s', async (_, answer, expected, isEntered) => {
    const { account, told } = accountOf(answer);
    expect((await enter({ account })) !== null).toBe(isEntered);
    expect(told).toEqual(expected);
  });

  test('reserves nothing if the ledger fails', async () => {
    const { account, told } = accountOf('breaks');
    await expect(enter({ account })).rejects.toThrow('The database is away.');
    expect(told).toEqual(['released']);
  });

  test('is written under its own name', async () => {
    const write = vi.fn(() => 'row');
    await enter({}, { write });
    expect(write).toHaveBeenCalledWith(expect.anything(), askedFor().id);
  });
});

import { noTokens } from '@penstock/providers';
import { buildModel, flatPrice } from '@penstock/testing';
import { expect, test } from 'vitest';
import { sampleAttempt, sampleCost } from '../testing/sample-generation.ts';
import { settleAttempt, sumCosts, sumTokens } from './settle-attempt.ts';

test('an answer that was abandoned before its first token costs the prompt that its provider reported', () => {
  const nothing = { firstTokenMs: null, responseId: null, servedModel: null, finishReason: null, usage: null };
  const failed = sampleAttempt({ ...nothing, outcome: 'failed', errorKind: 'invalid-response', promptUsage: null });
  expect(settleAttempt(failed, undefined, 7)).toMatchObject({ isEstimated: false, tokens: noTokens });
  const begun = { ...failed, promptUsage: { inputTokens: 12, cachedInputTokens: 0, cacheWriteTokens: 0 } };
  expect(settleAttempt(begun, undefined, 7)).toMatchObject({ isEstimated: true, tokens: { inputTokens: 12 } });
});

test('a bucket of a record stops at the largest integer of its column', () => {
  const tokens = { ...noTokens, inputTokens: 2_000_000_000 };
  expect(sumTokens([{ tokens }, { tokens }])).toEqual({ ...noTokens, inputTokens: 2_147_483_647 });
});

test('a call that was outrun before it sent anything costs its prompt, as an estimate', () => {
  const record = sampleAttempt({
    outcome: 'outrun',
    usage: null,
    firstTokenMs: null,
    responseId: null,
    finishReason: null,
  });
  const unsent = { ...record, servedModel: null, counted: null, promptUsage: null };
  const model = buildModel('openai/gpt-4o', { price: flatPrice(2, 4) });
  const settled = settleAttempt(unsent, model, 1_000);
  expect(settled).toMatchObject({ isEstimated: true, tokens: { inputTokens: 1_000, outputTokens: 0 } });
  expect(settled.cost?.totalUsd).toBeCloseTo(0.002, 9);
  expect(settleAttempt({ ...unsent, outcome: 'cancelled' }, model, 1_000).cost?.totalUsd).toBe(0);
});

test('costs add up by bucket; the stated cost only if every attempt has one', () => {
  const cost = { ...sampleCost, cachedSavingUsd: 0.5, statedUsd: 2 };
  expect(sumCosts([{ cost }, { cost }])).toMatchObject({ cachedSavingUsd: 1, statedUsd: 4 });
  expect(sumCosts([{ cost }, { cost: sampleCost }])).toMatchObject({ statedUsd: null });
  expect(sumCosts([{ cost }, { cost: null }])).toBeNull();
});

import { noTokens } from '@penstock/providers';
import { expect, test } from 'vitest';
import { sampleAttempt, sampleCost } from '../testing/sample-generation.ts';
import { settleAttempt, sumCosts, sumTokens } from './settle-attempt.ts';

test('an answer that was given up before its first token costs the prompt that its provider reported', () => {
  const nothing = { firstTokenMs: null, responseId: null, servedModel: null, finishReason: null, usage: null };
  const failed = sampleAttempt({ ...nothing, outcome: 'failed', errorKind: 'invalid-response', promptUsage: null });
  expect(settleAttempt(failed, undefined, 7)).toMatchObject({ isEstimated: false, tokens: noTokens });
  const begun = { ...failed, promptUsage: { inputTokens: 12, cachedInputTokens: 0, cacheWriteTokens: 0 } };
  expect(settleAttempt(begun, undefined, 7)).toMatchObject({ isEstimated: true, tokens: { inputTokens: 12 } });
});

test('a bucket of a record ends at the largest number of its column', () => {
  const tokens = { ...noTokens, inputTokens: 2_000_000_000 };
  expect(sumTokens([{ tokens }, { tokens }])).toEqual({ ...noTokens, inputTokens: 2_147_483_647 });
});

test('costs add up by bucket; a stated cost only where every attempt has one', () => {
  const cost = { ...sampleCost, cachedSavingUsd: 0.5, statedUsd: 2 };
  expect(sumCosts([{ cost }, { cost }])).toMatchObject({ cachedSavingUsd: 1, statedUsd: 4 });
  expect(sumCosts([{ cost }, { cost: sampleCost }])).toMatchObject({ statedUsd: null });
  expect(sumCosts([{ cost }, { cost: null }])).toBeNull();
});

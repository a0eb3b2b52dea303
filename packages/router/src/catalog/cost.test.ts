import { noTokens, usageOf } from '@penstock/providers';
import { flatPrice } from '@penstock/testing';
import { describe, expect, test } from 'vitest';
import { costBuckets, costOf, rateFor } from './cost.ts';
import type { Price } from './price.ts';

const tiered: Price = {
  input: { usdPerMTok: 1, tiers: [{ aboveInputTokens: 200_000, usdPerMTok: 2 }] },
  cachedInput: { usdPerMTok: 0.1, tiers: [{ aboveInputTokens: 200_000, usdPerMTok: 0.2 }] },
  cacheWrite: { usdPerMTok: 1.25, tiers: [] },
  cacheWriteHour: { usdPerMTok: 2, tiers: [] },
  output: { usdPerMTok: 10, tiers: [{ aboveInputTokens: 200_000, usdPerMTok: 15 }] },
  reasoning: { usdPerMTok: 5, tiers: [] },
  requestUsd: 0.01,
  source: 'policy',
};

describe('costOf', () => {
  test('bills each bucket at its own rate, and the call its fee', () => {
    const usage = {
      inputTokens: 100_000,
      cachedInputTokens: 50_000,
      cacheWriteTokens: 40_000,
      outputTokens: 10_000,
      reasoningTokens: 20_000,
    };
    const cost = costOf(tiered, usage);
    expect(cost.inputUsd).toBeCloseTo(0.1, 12);
    expect(cost.cachedInputUsd).toBeCloseTo(0.005, 12);
    expect(cost.cacheWriteUsd).toBeCloseTo(0.05, 12);
    expect(cost.outputUsd).toBeCloseTo(0.1, 12);
    expect(cost.reasoningUsd).toBeCloseTo(0.1, 12);
    expect(cost.requestUsd).toBe(0.01);
    expect(cost.totalUsd).toBeCloseTo(0.365, 12);
    expect(cost.tierAboveInputTokens).toBeNull();
  });

  test('the total is the sum of all buckets', () => {
    const cost = costOf(
      tiered,
      usageOf(() => 10_000),
    );
    expect(costBuckets.filter((bucket) => cost[bucket] === 0)).toEqual([]);
    expect(cost.totalUsd).toBeCloseTo(
      costBuckets.reduce((sum, bucket) => sum + cost[bucket], 0),
      12,
    );
  });

  test('the whole prompt chooses the tier, for every token of the call', () => {
    const usage = {
      inputTokens: 1,
      cachedInputTokens: 200_000,
      cacheWriteTokens: 0,
      outputTokens: 1000,
      reasoningTokens: 0,
    };
    expect(costOf(tiered, usage)).toMatchObject({
      inputUsd: 0.000002,
      cachedInputUsd: 0.04,
      outputUsd: 0.015,
      tierAboveInputTokens: 200_000,
    });
  });
});

describe('the billing of a call', () => {
  const usage = { ...noTokens, inputTokens: 1_000_000, cacheWriteTokens: 300_000, cacheWriteHourTokens: 100_000 };
  const price: Price = {
    ...flatPrice(1, 4),
    cachedInput: { usdPerMTok: 0.1, tiers: [] },
    cacheWrite: { usdPerMTok: 1.25, tiers: [] },
    cacheWriteHour: { usdPerMTok: 2, tiers: [] },
    requestUsd: 0.012,
    requestUsdBySearch: { low: 0.005, high: 0.012 },
    serviceTiers: {
      flex: { input: { usdPerMTok: 0.5, tiers: [] }, output: { usdPerMTok: 2, tiers: [] } },
    },
  };

  test('bills cache writes of an hour at their own price', () => {
    expect(costOf(price, usage).cacheWriteUsd).toBeCloseTo(0.2 * 1.25 + 0.1 * 2, 12);
  });

  test.each([
    ['low', 0.005],
    ['high', 0.012],
    ['unheard-of', 0.012],
    ['constructor', 0.012],
  ])('the fee of a call with the search context %s is %d', (searchContext, requestUsd) => {
    expect(costOf(price, noTokens, { searchContext }).requestUsd).toBe(requestUsd);
  });

  test.each([
    ['flex', 0.5, 2],
    ['default', 1, 4],
    ['toString', 1, 4],
  ])('the tier %s bills input at %d and output, reasoning too, at %d', (serviceTier, input, output) => {
    const tokens = { ...noTokens, inputTokens: 1_000_000, outputTokens: 1_000_000, reasoningTokens: 1_000_000 };
    const cost = costOf(price, tokens, { serviceTier });
    expect(cost).toMatchObject({ inputUsd: input, outputUsd: output, reasoningUsd: output });
  });

  test('has the saving by the prompt cache, which a write without a read makes negative', () => {
    expect(costOf(price, { ...noTokens, cachedInputTokens: 1_000_000 }).cachedSavingUsd).toBeCloseTo(0.9, 12);
    expect(costOf(price, { ...noTokens, cacheWriteTokens: 1_000_000 }).cachedSavingUsd).toBeCloseTo(-0.25, 12);
    expect(costOf(price, { ...noTokens, inputTokens: 1_000_000 }).cachedSavingUsd).toBe(0);
  });
});

test.each([
  [0, 1],
  [200_000, 1],
  [200_001, 2],
])('a prompt of %d tokens costs %d a million', (promptTokens, usdPerMTok) => {
  expect(rateFor(tiered.input, promptTokens)).toBe(usdPerMTok);
});

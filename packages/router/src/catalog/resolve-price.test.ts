import { buildProvider } from '@penstock/testing';
import { describe, expect, test } from 'vitest';
import type { Listing } from './price-list.ts';
import { resolvePrice } from './resolve-price.ts';

const rate = { usdPerMTok: 7, tiers: [] };
const listed = {
  input: rate,
  cachedInput: rate,
  cacheWrite: rate,
  cacheWriteHour: rate,
  output: rate,
  reasoning: rate,
  requestUsd: 0,
  source: 'list',
};
const listing: Listing = { price: listed, contextWindow: null, validUntilMs: null };
const stated = {
  inputUsdPerMTok: 1,
  cachedInputUsdPerMTok: null,
  cacheWriteUsdPerMTok: null,
  cacheWriteHourUsdPerMTok: null,
  outputUsdPerMTok: 4,
  audioInputUsdPerMTok: null,
  audioOutputUsdPerMTok: null,
  imageOutputUsdPerMTok: null,
  requestUsd: null,
  tiers: [],
};
const unstated = { price: null, serviceTiers: null, searchFees: null };

describe('resolvePrice', () => {
  test('the policy comes first, for local models too', () => {
    expect(resolvePrice({ ...unstated, price: stated }, buildProvider('a', { isLocal: true }), listing)).toEqual({
      input: { usdPerMTok: 1, tiers: [] },
      cachedInput: { usdPerMTok: 1, tiers: [] },
      cacheWrite: { usdPerMTok: 1, tiers: [] },
      cacheWriteHour: { usdPerMTok: 1, tiers: [] },
      output: { usdPerMTok: 4, tiers: [] },
      reasoning: { usdPerMTok: 4, tiers: [] },
      requestUsd: 0,
      source: 'policy',
    });
  });

  test('cached tokens have their own price if it is stated', () => {
    const price = resolvePrice(
      {
        ...unstated,
        price: { ...stated, cachedInputUsdPerMTok: 0.1, cacheWriteUsdPerMTok: 2, cacheWriteHourUsdPerMTok: 3 },
      },
      buildProvider('a'),
      null,
    );
    expect(price).toMatchObject({
      cachedInput: { usdPerMTok: 0.1 },
      cacheWrite: { usdPerMTok: 2 },
      cacheWriteHour: { usdPerMTok: 3 },
    });
  });

  test('audio and images have their own price if it is stated', () => {
    const media = { audioInputUsdPerMTok: 3, audioOutputUsdPerMTok: 12, imageOutputUsdPerMTok: 30 };
    const price = resolvePrice({ ...unstated, price: { ...stated, ...media } }, buildProvider('a'), null);
    expect(price?.media).toEqual({
      audioInput: { usdPerMTok: 3, tiers: [] },
      audioOutput: { usdPerMTok: 12, tiers: [] },
      imageOutput: { usdPerMTok: 30, tiers: [] },
    });
  });

  test.each([
    ['local', { isLocal: true }],
    ['sandbox', { isSandbox: true }],
  ])('%s models are free', (source, differences) => {
    const price = resolvePrice(unstated, buildProvider('a', differences), listing);
    expect(price).toMatchObject({ input: { usdPerMTok: 0 }, output: { usdPerMTok: 0 }, requestUsd: 0, source });
  });

  test('a stated price may have tiers', () => {
    const tier = { cachedInputUsdPerMTok: null, cacheWriteUsdPerMTok: null, cacheWriteHourUsdPerMTok: null };
    const tiers = [{ ...tier, aboveInputTokens: 100, inputUsdPerMTok: 2, outputUsdPerMTok: 8 }];
    const price = resolvePrice({ ...unstated, price: { ...stated, tiers } }, buildProvider('a'), null);
    expect(price?.input.tiers).toEqual([{ aboveInputTokens: 100, usdPerMTok: 2 }]);
    expect(price?.cachedInput).toBe(price?.input);
    expect(price?.output.tiers).toEqual([{ aboveInputTokens: 100, usdPerMTok: 8 }]);
  });

  test('service tiers keep the proportions of the base price, and search fees reserve the highest', () => {
    const base = { ...listed, input: { usdPerMTok: 2, tiers: [{ aboveInputTokens: 10, usdPerMTok: 4 }] } };
    const facts = {
      price: null,
      serviceTiers: { flex: { inputUsdPerMTok: 1, cachedInputUsdPerMTok: null, outputUsdPerMTok: 3 } },
      searchFees: { low: 0.005, high: 0.012 },
    };
    expect(resolvePrice(facts, buildProvider('a'), { ...listing, price: base })).toMatchObject({
      requestUsd: 0.012,
      requestUsdBySearch: { low: 0.005 },
      serviceTiers: {
        flex: {
          input: { usdPerMTok: 1, tiers: [{ aboveInputTokens: 10, usdPerMTok: 2 }] },
          cachedInput: { usdPerMTok: 3.5 },
          output: { usdPerMTok: 3 },
        },
      },
    });
  });

  test('then the price list; an unknown model is unpriced', () => {
    expect(resolvePrice(unstated, buildProvider('a'), listing)).toBe(listed);
    expect(resolvePrice(unstated, buildProvider('a'), { ...listing, price: null })).toBeNull();
    expect(resolvePrice(unstated, buildProvider('a'), null)).toBeNull();
  });
});

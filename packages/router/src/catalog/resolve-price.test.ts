import { buildProvider } from '@penstock/testing';
import { describe, expect, test } from 'vitest';
import type { Listing } from './price-list.ts';
import { resolvePrice } from './resolve-price.ts';

const rate = { usdPerMTok: 7, tiers: [] };
const listed = {
  input: rate,
  cachedInput: rate,
  cacheWrite: rate,
  output: rate,
  reasoning: rate,
  requestUsd: 0,
  source: 'list',
};
const listing: Listing = { price: listed, contextWindow: null, validUntilMs: null };
const stated = { inputUsdPerMTok: 1, cachedInputUsdPerMTok: null, cacheWriteUsdPerMTok: null, outputUsdPerMTok: 4 };

describe('resolvePrice', () => {
  test('the policy comes first, for local models too', () => {
    expect(resolvePrice(stated, buildProvider('a', { isLocal: true }), listing)).toEqual({
      input: { usdPerMTok: 1, tiers: [] },
      cachedInput: { usdPerMTok: 1, tiers: [] },
      cacheWrite: { usdPerMTok: 1, tiers: [] },
      output: { usdPerMTok: 4, tiers: [] },
      reasoning: { usdPerMTok: 4, tiers: [] },
      requestUsd: 0,
      source: 'policy',
    });
  });

  test('cached tokens have their own price where it is stated', () => {
    const price = resolvePrice(
      { ...stated, cachedInputUsdPerMTok: 0.1, cacheWriteUsdPerMTok: 2 },
      buildProvider('a'),
      null,
    );
    expect(price).toMatchObject({ cachedInput: { usdPerMTok: 0.1 }, cacheWrite: { usdPerMTok: 2 } });
  });

  test.each([
    ['local', { isLocal: true }],
    ['sandbox', { isSandbox: true }],
  ])('%s models are free', (source, differences) => {
    const price = resolvePrice(null, buildProvider('a', differences), listing);
    expect(price).toMatchObject({ input: { usdPerMTok: 0 }, output: { usdPerMTok: 0 }, requestUsd: 0, source });
  });

  test('then the price list; a model of which nothing is known is unpriced', () => {
    expect(resolvePrice(null, buildProvider('a'), listing)).toBe(listed);
    expect(resolvePrice(null, buildProvider('a'), { ...listing, price: null })).toBeNull();
    expect(resolvePrice(null, buildProvider('a'), null)).toBeNull();
  });
});

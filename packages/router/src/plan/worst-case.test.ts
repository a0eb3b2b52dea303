import { buildModel, flatPrice } from '@penstock/testing';
import { describe, expect, test } from 'vitest';
import type { Price } from '../catalog/price.ts';
import type { PriceTerms } from './plan.ts';
import { worstCallUsd } from './worst-case.ts';

const flat = (usdPerMTok: number) => ({ usdPerMTok, tiers: [] });
const plain: PriceTerms = { serviceTier: null, cachesForHour: false, hasMedia: false };

function worst(price: Price, terms: Partial<PriceTerms> = {}, ttlS: 3600 | null = null) {
  const { promptCache } = buildModel('a/one');
  return worstCallUsd({ price, promptCache: { ...promptCache, ttlS } }, 1_000_000, 1_000_000, { ...plain, ...terms });
}

describe('the worst case of a call', () => {
  test('is the price of its tokens and its fee, if no other price is higher', () => {
    expect(worst({ ...flatPrice(2, 8), requestUsd: 0.5 })).toBeCloseTo(10.5, 12);
  });

  test('writes the whole prompt to the cache', () => {
    expect(worst({ ...flatPrice(2, 8), cacheWrite: flat(2.5), cacheWriteHour: flat(4) })).toBeCloseTo(10.5, 12);
  });

  test.each([
    ['the request', { cachesForHour: true }, null],
    ['the policy', {}, 3600],
  ] as const)('writes it for an hour where %s asks for it', (_, terms, ttlS) => {
    const price = { ...flatPrice(2, 8), cacheWrite: flat(2.5), cacheWriteHour: flat(4) };

    expect(worst(price, terms, ttlS)).toBeCloseTo(12, 12);
  });

  test.each([
    ['priority', 20],
    ['flex', 10],
    ['unknown', 10],
    ['constructor', 10],
  ])('is the price of the tier %s, or of the base if that is higher', (serviceTier, usd) => {
    const serviceTiers = {
      priority: {
        input: flat(4),
        cachedInput: flat(4),
        cacheWrite: flat(4),
        cacheWriteHour: flat(4),
        output: flat(16),
      },
      flex: { input: flat(1), output: flat(4) },
    };

    expect(worst({ ...flatPrice(2, 8), serviceTiers }, { serviceTier })).toBeCloseTo(usd, 12);
  });
});

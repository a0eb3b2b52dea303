import { noTokens } from '@penstock/providers';
import { buildModel } from '@penstock/testing';
import { describe, expect, test } from 'vitest';
import { nothing, priceCall } from './price-call.ts';

const usage = { ...noTokens, inputTokens: 1_000_000, outputTokens: 500_000 };
const priced = buildModel('a/priced');
const unpriced = buildModel('a/unpriced', { price: null });
const trusting = buildModel('a/trusting', { prefersStatedCost: true });

describe('the cost of a call', () => {
  test('follows our price, with the stated cost beside it', () => {
    expect(priceCall(usage, priced, { statedUsd: 9 })).toMatchObject({
      inputUsd: 1,
      outputUsd: 2,
      totalUsd: 3,
      statedUsd: 9,
      priceSource: 'policy',
    });
    expect(priceCall(usage, priced, null)).toMatchObject({ totalUsd: 3, statedUsd: null });
  });

  test('is the stated cost if there is no price', () => {
    expect(priceCall(usage, unpriced, { statedUsd: 9 })).toMatchObject({
      requestUsd: 9,
      totalUsd: 9,
      statedUsd: 9,
      priceSource: 'provider',
    });
    expect(priceCall(usage, undefined, { statedUsd: 0 })).toMatchObject({ totalUsd: 0, priceSource: 'provider' });
    expect(priceCall(usage, unpriced, null)).toBeNull();
  });

  test('is the stated cost, split like our price, if the model prefers it', () => {
    expect(priceCall(usage, trusting, { statedUsd: 6 })).toMatchObject({
      inputUsd: 2,
      outputUsd: 4,
      totalUsd: 6,
      priceSource: 'provider',
    });
    expect(priceCall(usage, trusting, null)).toMatchObject({ totalUsd: 3, priceSource: 'policy' });
  });

  test('is half of our price in every part for an answer from a batch', () => {
    expect(priceCall(usage, priced, { priceFactor: 0.5 })).toMatchObject({
      inputUsd: 0.5,
      outputUsd: 1,
      totalUsd: 1.5,
      priceSource: 'policy, batch at 0.5 of it',
    });
  });

  test('is zero if nothing was used or stated', () => {
    expect(priceCall(noTokens, unpriced, null)).toBe(nothing);
    expect(priceCall(noTokens, priced, { serviceTier: 'flex' })).toBe(nothing);
  });
});

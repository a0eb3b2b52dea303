import { noTokens } from '@penstock/providers';
import { expect, test } from 'vitest';
import { sampleCost } from '../testing/sample-generation.ts';
import { sumCosts, sumTokens } from './settle-attempt.ts';

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

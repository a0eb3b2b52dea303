import { describe, expect, test } from 'vitest';
import { sampleModel } from '../../../testing/sample-catalog.ts';
import { tiersOf } from './price.ts';

describe('the tiers of a price', () => {
  test('have both prices at every size where one changes', () => {
    const { price } = sampleModel('a/b');
    if (price === null) throw new Error('The sample has a price.');
    const tiered = {
      ...price,
      input: { usdPerMTok: 1, tiers: [{ aboveInputTokens: 128_000, usdPerMTok: 2 }] },
      output: {
        usdPerMTok: 10,
        tiers: [
          { aboveInputTokens: 128_000, usdPerMTok: 15 },
          { aboveInputTokens: 500_000, usdPerMTok: 20 },
        ],
      },
    };

    expect(tiersOf(tiered)).toEqual([
      { aboveInputTokens: 128_000, inputUsdPerMTok: 2, outputUsdPerMTok: 15 },
      { aboveInputTokens: 500_000, inputUsdPerMTok: 2, outputUsdPerMTok: 20 },
    ]);
  });
});

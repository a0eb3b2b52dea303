import type { Price as PriceSource, Rate } from '@penstock/router';
import { builder } from '../../builder.ts';
import { withCost } from '../../execution/field-cost.ts';

type Tier = { aboveInputTokens: number; inputUsdPerMTok: number; outputUsdPerMTok: number };

const PriceTier = builder.objectRef<Tier>('PriceTier').implement({
  description: 'Prices for large prompts. They replace the base prices for the whole call.',
  fields: (t) => ({
    aboveInputTokens: t.exposeInt('aboveInputTokens', {
      description: 'The prices apply to prompts with more tokens than this.',
    }),
    inputPerMTok: t.field({
      type: 'Decimal',
      description: 'US dollars per million prompt tokens.',
      resolve: (tier) => String(tier.inputUsdPerMTok),
    }),
    outputPerMTok: t.field({
      type: 'Decimal',
      description: 'US dollars per million answer tokens.',
      resolve: (tier) => String(tier.outputUsdPerMTok),
    }),
  }),
});

/**
 * Input and output prices may change at different sizes. Each tier has both prices, at every size where one changes.
 */
export function tiersOf(price: PriceSource): Tier[] {
  const sizes = new Set([...price.input.tiers, ...price.output.tiers].map((tier) => tier.aboveInputTokens));
  return [...sizes]
    .sort((left, right) => left - right)
    .map((aboveInputTokens) => ({
      aboveInputTokens,
      inputUsdPerMTok: rateAbove(price.input, aboveInputTokens),
      outputUsdPerMTok: rateAbove(price.output, aboveInputTokens),
    }));
}

function rateAbove(rate: Rate, inputTokens: number): number {
  return rate.tiers.findLast((tier) => tier.aboveInputTokens <= inputTokens)?.usdPerMTok ?? rate.usdPerMTok;
}

export const Price = builder.objectRef<PriceSource>('Price').implement({
  description: 'The price of a model, US dollars per million tokens. Every token is in exactly one bucket.',
  fields: (t) => ({
    inputPerMTok: t.field({
      type: 'Decimal',
      description: 'A prompt token at the full price.',
      resolve: (price) => String(price.input.usdPerMTok),
    }),
    cachedInputPerMTok: t.field({
      type: 'Decimal',
      description: "A prompt token read from the provider's cache.",
      resolve: (price) => String(price.cachedInput.usdPerMTok),
    }),
    cacheWritePerMTok: t.field({
      type: 'Decimal',
      description: "A prompt token written to the provider's cache.",
      resolve: (price) => String(price.cacheWrite.usdPerMTok),
    }),
    outputPerMTok: t.field({
      type: 'Decimal',
      description: 'An answer token; reasoning tokens have this price too.',
      resolve: (price) => String(price.output.usdPerMTok),
    }),
    tiers: t.field({
      type: [PriceTier],
      extensions: withCost({ items: 2 }),
      description: 'Prices for large prompts, by ascending size; empty for a flat price.',
      resolve: tiersOf,
    }),
    source: t.exposeString('source', {
      description: 'The source of the prices: a price list with its version, or `policy`.',
    }),
  }),
});

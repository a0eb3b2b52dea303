import { priceOfTier, rateFor } from '../catalog/cost.ts';
import type { Model } from '../catalog/model.ts';
import type { Price, Rate } from '../catalog/price.ts';
import { outputUsdPerMTok } from './estimate.ts';
import type { PriceTerms } from './plan.ts';

type Priced = Pick<Model, 'promptCache'> & { price: Price };

/** The maximum cost of a prompt, with the fee of the call: all of it is written to the cache. US dollars. */
export function worstPromptUsd({ price, promptCache }: Priced, inputTokens: number, terms: PriceTerms): number {
  const forHour = terms.cachesForHour || promptCache.ttlS === 3600;
  const usdPerMTok = dearest(price, terms, ({ input, cacheWrite, cacheWriteHour, media }) => {
    const writeUsd = cacheWrite === input ? 0 : rateFor(cacheWrite, inputTokens);
    const hourUsd = forHour && cacheWriteHour !== cacheWrite ? rateFor(cacheWriteHour, inputTokens) : 0;
    const usd = Math.max(rateFor(input, inputTokens), writeUsd, hourUsd);
    if (media === undefined || !terms.hasMedia) return usd;
    return Math.max(usd, usdOf(media.audioInput, inputTokens), usdOf(media.imageInput, inputTokens));
  });
  return (inputTokens * usdPerMTok) / 1_000_000 + price.requestUsd;
}

/** The maximum cost of a million tokens of output. US dollars. */
export function worstOutputUsdPerMTok({ price }: Priced, inputTokens: number, terms: PriceTerms): number {
  return dearest(price, terms, (one) => {
    const usd = outputUsdPerMTok(one, inputTokens);
    const { media } = one;
    if (media === undefined) return usd;
    return Math.max(usd, usdOf(media.audioOutput, inputTokens), usdOf(media.imageOutput, inputTokens));
  });
}

function usdOf(rate: Rate | undefined, inputTokens: number): number {
  return rate === undefined ? 0 : rateFor(rate, inputTokens);
}

/** The maximum cost of a call. A reservation holds this amount. US dollars. */
export function worstCallUsd(model: Priced, inputTokens: number, outputTokens: number, terms: PriceTerms): number {
  const outputUsd = (outputTokens * worstOutputUsdPerMTok(model, inputTokens, terms)) / 1_000_000;
  return worstPromptUsd(model, inputTokens, terms) + outputUsd;
}

/** A provider may serve a tier other than the requested tier, so the base price counts too. */
function dearest(price: Price, { serviceTier }: PriceTerms, usdOf: (price: Price) => number): number {
  const tier = serviceTier === null ? price : priceOfTier(price, serviceTier);
  return tier === price ? usdOf(price) : Math.max(usdOf(price), usdOf(tier));
}

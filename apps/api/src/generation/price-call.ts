import { type CallBilling, type TokenUsage, totalTokens } from '@penstock/providers';
import { type CostBreakdown, costOf, type Model } from '@penstock/router';
import type { Cost } from './generation.ts';

/** The cost of a call that used nothing. */
export const nothing: Cost = Object.freeze({
  inputUsd: 0,
  cachedInputUsd: 0,
  cacheWriteUsd: 0,
  outputUsd: 0,
  reasoningUsd: 0,
  requestUsd: 0,
  totalUsd: 0,
  cachedSavingUsd: 0,
  statedUsd: null,
  priceSource: 'nothing used',
  tierAboveInputTokens: null,
});

/** The source of costs that the provider stated. */
const statedSource = 'provider';

/**
 * The cost of a call; null where it is unpriced. The provider's stated cost counts where our list has no price, and where
 * the model prefers it. Else it is kept beside ours. `model` undefined: it has left the catalog.
 */
export function priceCall(tokens: TokenUsage, model: Model | undefined, billing: CallBilling | null): Cost | null {
  const statedUsd = billing?.statedUsd ?? null;
  if (totalTokens(tokens) === 0 && statedUsd === null) return nothing;
  const price = model?.price ?? null;
  const ours = price === null ? null : costOf(price, tokens, billing);
  if (statedUsd !== null && (ours === null || model?.prefersStatedCost === true)) return stated(statedUsd, ours);
  return price === null || ours === null ? null : { ...ours, statedUsd, priceSource: price.source };
}

/** A provider states one amount. It is split in the proportions of our price, and is a fee of the call without one. */
function stated(statedUsd: number, ours: CostBreakdown | null): Cost {
  const source = { statedUsd, priceSource: statedSource };
  if (ours === null || ours.totalUsd === 0)
    return { ...nothing, requestUsd: statedUsd, totalUsd: statedUsd, ...source };
  const factor = statedUsd / ours.totalUsd;
  return {
    inputUsd: ours.inputUsd * factor,
    cachedInputUsd: ours.cachedInputUsd * factor,
    cacheWriteUsd: ours.cacheWriteUsd * factor,
    outputUsd: ours.outputUsd * factor,
    reasoningUsd: ours.reasoningUsd * factor,
    requestUsd: ours.requestUsd * factor,
    totalUsd: statedUsd,
    cachedSavingUsd: ours.cachedSavingUsd * factor,
    tierAboveInputTokens: ours.tierAboveInputTokens,
    ...source,
  };
}

import { type CallBilling, type TokenUsage, totalTokens } from '@penstock/providers';
import { amountsOf, type CostBreakdown, costOf, type Model } from '@penstock/router';
import type { Cost } from './generation.ts';

/** The cost of a call that used nothing. */
export const nothing: Cost = Object.freeze({
  ...amountsOf(() => 0),
  statedUsd: null,
  priceSource: 'nothing used',
  tierAboveInputTokens: null,
});

/** The source of costs that the provider stated. */
const statedSource = 'provider';

/**
 * The cost of a call; null if it is unpriced. The provider's stated cost counts if our list has no price, or if the
 * model prefers it. Else it is stored beside ours. `model` undefined: it has left the catalog.
 */
export function priceCall(tokens: TokenUsage, model: Model | undefined, billing: CallBilling | null): Cost | null {
  const statedUsd = billing?.statedUsd ?? null;
  if (totalTokens(tokens) === 0 && statedUsd === null) return nothing;
  const price = model?.price ?? null;
  const factor = billing?.priceFactor ?? 1;
  const ours = price === null ? null : atFactor(costOf(price, tokens, billing), factor);
  if (statedUsd !== null && (ours === null || model?.prefersStatedCost === true)) return stated(statedUsd, ours);
  return price === null || ours === null ? null : { ...ours, statedUsd, priceSource: sourceAt(price.source, factor) };
}

/** Names the source of a price that is billed in part: 0.5 for an answer from a provider's batch. */
function sourceAt(source: string, factor: number): string {
  return factor === 1 ? source : `${source}, batch at ${factor} of it`;
}

/**
 * Splits the one amount that a provider states in the proportions of our price. Without our price it is a fee of the
 * call.
 */
function stated(statedUsd: number, ours: CostBreakdown | null): Cost {
  const source = { statedUsd, priceSource: statedSource };
  if (ours === null || ours.totalUsd === 0)
    return { ...nothing, requestUsd: statedUsd, totalUsd: statedUsd, ...source };
  return { ...atFactor(ours, statedUsd / ours.totalUsd), totalUsd: statedUsd, ...source };
}

/** Multiplies each part of a cost by a factor. */
function atFactor(cost: CostBreakdown, factor: number): CostBreakdown {
  if (factor === 1) return cost;
  return { ...amountsOf((amount) => cost[amount] * factor), tierAboveInputTokens: cost.tierAboveInputTokens };
}

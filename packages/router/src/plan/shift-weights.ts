import type { CostPreference, Weights } from '../policy/strategy.ts';

/** The factors of a cost preference on the policy's weights. */
const factors: Readonly<Record<CostPreference, { cost: number; quality: number }>> = {
  LOW: { cost: 2, quality: 0.5 },
  MEDIUM: { cost: 1, quality: 1 },
  HIGH: { cost: 0.25, quality: 2 },
};

/**
 * The weights for one request. LOW doubles the weight of cost and halves that of quality; HIGH quarters cost and
 * doubles quality. The sum is scaled to 1. Weights that are all 0 count as equal.
 */
export function shiftWeights(weights: Weights, preference: CostPreference): Weights {
  const factor = factors[preference];
  const cost = weights.cost * factor.cost;
  const quality = weights.quality * factor.quality;
  const sum = cost + quality + weights.latency;
  if (!(sum > 0)) return { cost: 1 / 3, quality: 1 / 3, latency: 1 / 3 };
  return { cost: cost / sum, quality: quality / sum, latency: weights.latency / sum };
}

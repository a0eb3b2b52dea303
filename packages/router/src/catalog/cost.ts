import type { TokenUsage } from '@penstock/providers';
import type { Price, Rate } from './price.ts';

/** The cost of one call by bucket, US dollars. */
export type CostBreakdown = {
  inputUsd: number;
  cachedInputUsd: number;
  cacheWriteUsd: number;
  /** The answer, without reasoning. */
  outputUsd: number;
  /** Reasoning: at its own rate where the price has one, else at the output's. */
  reasoningUsd: number;
  /** The fee for the call itself, 0 for nearly every model. */
  requestUsd: number;
  /** The sum of the six. */
  totalUsd: number;
  /** The tier that applied: for prompts above this number of tokens; null for the base price. */
  tierAboveInputTokens: number | null;
};

/**
 * The cost of a call. The whole prompt (all three input buckets) chooses the tier, which applies to every token of the
 * call.
 */
export function costOf(price: Price, usage: TokenUsage): CostBreakdown {
  const promptTokens = usage.inputTokens + usage.cachedInputTokens + usage.cacheWriteTokens;
  const inputUsd = bucketUsd(price.input, usage.inputTokens, promptTokens);
  const cachedInputUsd = bucketUsd(price.cachedInput, usage.cachedInputTokens, promptTokens);
  const cacheWriteUsd = bucketUsd(price.cacheWrite, usage.cacheWriteTokens, promptTokens);
  const outputUsd = bucketUsd(price.output, usage.outputTokens, promptTokens);
  const reasoningUsd = bucketUsd(price.reasoning, usage.reasoningTokens, promptTokens);
  const { requestUsd } = price;
  const totalUsd = inputUsd + cachedInputUsd + cacheWriteUsd + outputUsd + reasoningUsd + requestUsd;
  const tierAboveInputTokens = tierFor(price, promptTokens);
  return {
    ...{ inputUsd, cachedInputUsd, cacheWriteUsd, outputUsd, reasoningUsd, requestUsd },
    ...{ totalUsd, tierAboveInputTokens },
  };
}

/** The highest tier of any bucket for a prompt of this size; null for none. */
function tierFor(price: Price, promptTokens: number): number | null {
  let tier: number | null = null;
  for (const { tiers } of [price.input, price.cachedInput, price.cacheWrite, price.output, price.reasoning]) {
    for (const { aboveInputTokens } of tiers) {
      if (promptTokens > aboveInputTokens && aboveInputTokens > (tier ?? -1)) tier = aboveInputTokens;
    }
  }
  return tier;
}

function bucketUsd(rate: Rate, tokens: number, promptTokens: number): number {
  return (tokens * rateFor(rate, promptTokens)) / 1_000_000;
}

/** The rate for a prompt of this size. US dollars per million. */
export function rateFor(rate: Rate, promptTokens: number): number {
  let usdPerMTok = rate.usdPerMTok;
  for (const tier of rate.tiers) {
    if (promptTokens > tier.aboveInputTokens) usdPerMTok = tier.usdPerMTok;
  }
  return usdPerMTok;
}

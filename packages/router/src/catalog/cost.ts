import type { TokenUsage } from '@penstock/providers';
import type { Price, Rate } from './price.ts';

/** Money of one call by bucket, US dollars. */
export type CostBreakdown = {
  inputUsd: number;
  cachedInputUsd: number;
  cacheWriteUsd: number;
  /** Answer and reasoning. */
  outputUsd: number;
  /** The fee for the call itself, 0 for nearly every model. */
  requestUsd: number;
  totalUsd: number;
};

/**
 * What a call costs. The tier is chosen by the whole prompt, all three input buckets together, and holds for every
 * token of the call.
 */
export function costOf(price: Price, usage: TokenUsage): CostBreakdown {
  const promptTokens = usage.inputTokens + usage.cachedInputTokens + usage.cacheWriteTokens;
  const inputUsd = bucketUsd(price.input, usage.inputTokens, promptTokens);
  const cachedInputUsd = bucketUsd(price.cachedInput, usage.cachedInputTokens, promptTokens);
  const cacheWriteUsd = bucketUsd(price.cacheWrite, usage.cacheWriteTokens, promptTokens);
  const outputUsd =
    bucketUsd(price.output, usage.outputTokens, promptTokens) +
    bucketUsd(price.reasoning, usage.reasoningTokens, promptTokens);
  const requestUsd = price.requestUsd;
  const totalUsd = inputUsd + cachedInputUsd + cacheWriteUsd + outputUsd + requestUsd;
  return { inputUsd, cachedInputUsd, cacheWriteUsd, outputUsd, requestUsd, totalUsd };
}

function bucketUsd(rate: Rate, tokens: number, promptTokens: number): number {
  return (tokens * rateFor(rate, promptTokens)) / 1_000_000;
}

/** The rate that holds for a prompt of that many tokens. US dollars per million. */
export function rateFor(rate: Rate, promptTokens: number): number {
  let usdPerMTok = rate.usdPerMTok;
  for (const tier of rate.tiers) {
    if (promptTokens > tier.aboveInputTokens) usdPerMTok = tier.usdPerMTok;
  }
  return usdPerMTok;
}

import { type CallBilling, promptTokens as promptTokensOf, type TokenUsage } from '@penstock/providers';
import type { MediaRates, Price, Rate } from './price.ts';

/** The cost of one call by bucket, US dollars. */
export type CostBreakdown = {
  inputUsd: number;
  cachedInputUsd: number;
  cacheWriteUsd: number;
  /** The answer, without reasoning. */
  outputUsd: number;
  /** Reasoning, at its own rate if the price has one, else at the rate of output. */
  reasoningUsd: number;
  /** The fee for the call. 0 for nearly every model. */
  requestUsd: number;
  /** The sum of the buckets. */
  totalUsd: number;
  /**
   * The saving by the prompt cache: the cost of the same call without a cache, less this cost. Below 0 if writes cost
   * more.
   */
  cachedSavingUsd: number;
  /** The tier that applied, for prompts above this number of tokens. Null for the base price. */
  tierAboveInputTokens: number | null;
};

/** The names of the buckets. Their sum is the total. Sums, columns and GraphQL's fields derive from this list. */
export const costBuckets = [
  'inputUsd',
  'cachedInputUsd',
  'cacheWriteUsd',
  'outputUsd',
  'reasoningUsd',
  'requestUsd',
] as const satisfies readonly (keyof CostBreakdown)[];

/** The name of a bucket. */
export type CostBucket = (typeof costBuckets)[number];

/** The name of any amount of a cost. */
export type CostAmount = CostBucket | 'totalUsd' | 'cachedSavingUsd';

const costAmounts: readonly CostAmount[] = [...costBuckets, 'totalUsd', 'cachedSavingUsd'];

/** The amounts of a cost, each as `read` returns it. */
export function amountsOf(read: (amount: CostAmount) => number): Record<CostAmount, number> {
  return Object.fromEntries(costAmounts.map((amount) => [amount, read(amount)])) as Record<CostAmount, number>;
}

/**
 * The cost of a call by our price. The whole prompt chooses the tier, which applies to every
 * token of the call. `billing`: the service tier that served, and the extent of its search. Default: the price's own.
 */
export function costOf(price: Price, usage: TokenUsage, billing: CallBilling | null = null): CostBreakdown {
  const rates = ratesFor(price, billing);
  const { inputTokens, cachedInputTokens, cacheWriteTokens, cacheWriteHourTokens = 0 } = usage;
  const promptTokens = promptTokensOf(usage);
  const media = mediaUsd(rates, usage, promptTokens);
  const inputUsd = bucketUsd(rates.input, inputTokens, promptTokens) + media.inputUsd;
  const cachedInputUsd = bucketUsd(rates.cachedInput, cachedInputTokens, promptTokens) + media.cachedInputUsd;
  const cacheWriteUsd =
    bucketUsd(rates.cacheWrite, cacheWriteTokens - cacheWriteHourTokens, promptTokens) +
    bucketUsd(rates.cacheWriteHour, cacheWriteHourTokens, promptTokens);
  const outputUsd = bucketUsd(rates.output, usage.outputTokens, promptTokens) + media.outputUsd;
  const reasoningUsd = bucketUsd(rates.reasoning, usage.reasoningTokens, promptTokens);
  const { requestUsd } = rates;
  const uncachedUsd = bucketUsd(rates.input, cachedInputTokens + cacheWriteTokens, promptTokens);
  return {
    inputUsd,
    cachedInputUsd,
    cacheWriteUsd,
    outputUsd,
    reasoningUsd,
    requestUsd,
    totalUsd: inputUsd + cachedInputUsd + cacheWriteUsd + outputUsd + reasoningUsd + requestUsd,
    cachedSavingUsd: uncachedUsd - cachedInputUsd - cacheWriteUsd,
    tierAboveInputTokens: tierFor(rates, promptTokens),
  };
}

type MediaUsd = { inputUsd: number; cachedInputUsd: number; outputUsd: number };

const noMedia: MediaUsd = { inputUsd: 0, cachedInputUsd: 0, outputUsd: 0 };

/** The extra cost of audio and images over the same number of text tokens. Below 0 if they cost less. */
function mediaUsd(price: Price, usage: TokenUsage, promptTokens: number): MediaUsd {
  const { media } = price;
  if (media === undefined) return noMedia;
  const beyond = (rate: keyof MediaRates, bucket: Rate, tokens: number | undefined, most: number): number => {
    const own = media[rate];
    if (own === undefined || tokens === undefined) return 0;
    const part = Math.min(tokens, most);
    return bucketUsd(own, part, promptTokens) - bucketUsd(bucket, part, promptTokens);
  };
  const { inputTokens, cachedInputTokens, outputTokens } = usage;
  return {
    inputUsd:
      beyond('audioInput', price.input, usage.audioInputTokens, inputTokens) +
      beyond('imageInput', price.input, usage.imageInputTokens, inputTokens),
    cachedInputUsd: beyond('audioCachedInput', price.cachedInput, usage.audioCachedInputTokens, cachedInputTokens),
    outputUsd:
      beyond('audioOutput', price.output, usage.audioOutputTokens, outputTokens) +
      beyond('imageOutput', price.output, usage.imageOutputTokens, outputTokens),
  };
}

/** The price of the service tier that served, with the fee of its search. */
function ratesFor(price: Price, billing: CallBilling | null): Price {
  if (billing === null) return price;
  const tier = billing.serviceTier === undefined ? price : priceOfTier(price, billing.serviceTier);
  const requestUsd = ownMember(price.requestUsdBySearch, billing.searchContext) ?? price.requestUsd;
  return requestUsd === tier.requestUsd ? tier : { ...tier, requestUsd };
}

/** The price under a service tier. The price itself if it does not name the tier. */
export function priceOfTier(price: Price, serviceTier: string): Price {
  const rates = ownMember(price.serviceTiers, serviceTier);
  if (rates === undefined) return price;
  // A tier has one price of output, unless it states a price of reasoning too.
  return { ...price, ...(rates.output !== undefined && { reasoning: rates.output }), ...rates };
}

/** `name` comes from a provider, so it may be any text. */
function ownMember<Value>(record: Readonly<Record<string, Value>> | undefined, name?: string): Value | undefined {
  return record !== undefined && name !== undefined && Object.hasOwn(record, name) ? record[name] : undefined;
}

/** The highest tier of any bucket for a prompt of this size. Null for none. */
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

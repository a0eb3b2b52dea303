/**
 * Price of one bucket, US dollars per million tokens. A tier replaces the base for the whole call once the prompt
 * (all input buckets together) is larger than `aboveInputTokens`.
 */
export type Rate = {
  usdPerMTok: number;
  /** Ascending; empty for a flat price. */
  tiers: readonly { aboveInputTokens: number; usdPerMTok: number }[];
};

/** What a model costs. A price of 0 is a price (free); a model without one is unpriced: `null` wherever a `Price` may stand. */
export type Price = {
  input: Rate;
  /** What a cached token costs to read; the input rate where the provider gives no discount. */
  cachedInput: Rate;
  /** What a token costs to write to the cache; the input rate where the provider takes no surcharge. */
  cacheWrite: Rate;
  output: Rate;
  /** Thinking; the output rate for every provider so far. */
  reasoning: Rate;
  /** A fee for each call of any size. US dollars; 0 for nearly every model. */
  requestUsd: number;
  /** Where the figures come from: `genai-prices@0.1.8`, `policy`. */
  source: string;
};

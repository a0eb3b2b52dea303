/**
 * Price of one bucket, US dollars per million tokens. A tier replaces the base for the whole call once the prompt
 * (all input buckets together) is larger than `aboveInputTokens`.
 */
export type Rate = {
  usdPerMTok: number;
  /** Ascending. Empty for a flat price. */
  tiers: readonly { aboveInputTokens: number; usdPerMTok: number }[];
};

/** The rates that a service tier replaces. */
export type TierRates = Partial<
  Record<'input' | 'cachedInput' | 'cacheWrite' | 'cacheWriteHour' | 'output' | 'reasoning', Rate>
>;

/** The rates of audio and images that differ from the rates of text. */
export type MediaRates = Partial<
  Record<'audioInput' | 'imageInput' | 'audioCachedInput' | 'audioOutput' | 'imageOutput', Rate>
>;

/** The prices of a model. 0 is a price (free). A model without a price is unpriced: `null` instead of a `Price`. */
export type Price = {
  input: Rate;
  /** Reading a cached token. The input rate if the provider gives no discount. */
  cachedInput: Rate;
  /** Writing a token to the cache. The input rate if the provider has no surcharge. */
  cacheWrite: Rate;
  /** Writing a token to the cache for an hour. Equal to `cacheWrite` if the provider has one lifetime. */
  cacheWriteHour: Rate;
  output: Rate;
  /** Reasoning. The output rate for every provider so far. */
  reasoning: Rate;
  /** A fee for each call of any size, the highest if it varies. US dollars; 0 for nearly every model. */
  requestUsd: number;
  /** The fee by the extent of a web search: `low`, `medium`, `high`. Absent if it does not vary. */
  requestUsdBySearch?: Readonly<Record<string, number>>;
  /** The rates that differ under a service tier of the provider, by its name: `flex`, `priority`. Absent: none. */
  serviceTiers?: Readonly<Record<string, TierRates>>;
  /** Absent if audio and images cost the same as text. */
  media?: MediaRates;
  /** The source of the figures: `genai-prices@0.1.8`, `policy`. */
  source: string;
};

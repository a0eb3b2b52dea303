/**
 * Tokens of one call in disjoint buckets: each token is in exactly one, so a price per bucket bills it once. Some
 * providers report overlapping figures: cached tokens within prompt tokens, or reasoning within completion tokens.
 * Their adapter separates these.
 */
export type TokenUsage = {
  /** Prompt tokens billed at the full price. */
  inputTokens: number;
  /** Prompt tokens read from the provider's cache. */
  cachedInputTokens: number;
  /** Prompt tokens written to the provider's cache. */
  cacheWriteTokens: number;
  /** The part of `cacheWriteTokens` that is cached for an hour, at its own price. Absent: none. Not a bucket. */
  cacheWriteHourTokens?: number;
  /** Answer tokens, without reasoning. */
  outputTokens: number;
  /** Reasoning tokens. Every provider so far bills them as output. */
  reasoningTokens: number;
} & MediaTokens;

/** The parts of a usage that are audio or images, at their own prices. Absent: none. They are not buckets. */
export type MediaTokens = {
  /** Of `inputTokens`. */
  audioInputTokens?: number;
  /** Of `inputTokens`. */
  imageInputTokens?: number;
  /** Of `cachedInputTokens`. */
  audioCachedInputTokens?: number;
  /** Of `outputTokens`. */
  audioOutputTokens?: number;
  /** Of `outputTokens`. */
  imageOutputTokens?: number;
};

/** Names of the buckets of the prompt. */
export const promptBuckets = ['inputTokens', 'cachedInputTokens', 'cacheWriteTokens'] as const;

/** Names of the buckets of the answer. */
export const answerBuckets = ['outputTokens', 'reasoningTokens'] as const;

/** Names of the buckets. Sums, columns and reports derive from these lists. */
export const tokenBuckets = [...promptBuckets, ...answerBuckets] as const satisfies readonly (keyof TokenUsage)[];

/** The names of the parts that are audio or images. */
const mediaTokens = [
  'audioInputTokens',
  'imageInputTokens',
  'audioCachedInputTokens',
  'audioOutputTokens',
  'imageOutputTokens',
] as const satisfies readonly (keyof MediaTokens)[];

/** The parts that are not 0. */
export function mediaOf(counts: Readonly<Required<MediaTokens>>): MediaTokens {
  const media: MediaTokens = {};
  for (const part of mediaTokens) if (counts[part] > 0) media[part] = counts[part];
  return media;
}

/** The name of a bucket. */
export type TokenBucket = (typeof tokenBuckets)[number];

/** The buckets of the prompt. */
export type PromptUsage = Pick<
  TokenUsage,
  | (typeof promptBuckets)[number]
  | 'cacheWriteHourTokens'
  | 'audioInputTokens'
  | 'imageInputTokens'
  | 'audioCachedInputTokens'
>;

/** The buckets of a usage that belong to the prompt. */
export function promptUsageOf(usage: TokenUsage): PromptUsage {
  const { outputTokens: _, reasoningTokens: __, audioOutputTokens: ___, imageOutputTokens: ____, ...prompt } = usage;
  return prompt;
}

/** No tokens at all. */
export const noTokens: TokenUsage = Object.freeze(usageOf(() => 0));

/** A usage with the value of each bucket. */
export function usageOf(read: (bucket: TokenBucket) => number): TokenUsage {
  const usage: Partial<TokenUsage> = {};
  for (const bucket of tokenBuckets) usage[bucket] = read(bucket);
  return usage as TokenUsage;
}

/** The sum over all buckets. */
export function totalTokens(usage: TokenUsage): number {
  return promptTokens(usage) + answerTokens(usage);
}

/** The whole prompt, cached tokens included. */
export function promptTokens(usage: PromptUsage): number {
  let sum = 0;
  for (const bucket of promptBuckets) sum += usage[bucket];
  return sum;
}

/** The whole answer, reasoning included. */
export function answerTokens(usage: Pick<TokenUsage, (typeof answerBuckets)[number]>): number {
  let sum = 0;
  for (const bucket of answerBuckets) sum += usage[bucket];
  return sum;
}

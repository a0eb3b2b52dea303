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
  /** Answer tokens, without reasoning. */
  outputTokens: number;
  /** Reasoning tokens; billed as output by every provider so far. */
  reasoningTokens: number;
};

/** The buckets of the prompt. */
export type PromptUsage = Pick<TokenUsage, 'inputTokens' | 'cachedInputTokens' | 'cacheWriteTokens'>;

/** The buckets of a usage that the prompt fills. */
export function promptUsageOf({ inputTokens, cachedInputTokens, cacheWriteTokens }: TokenUsage): PromptUsage {
  return { inputTokens, cachedInputTokens, cacheWriteTokens };
}

/** No tokens at all. */
export const noTokens: TokenUsage = Object.freeze({
  inputTokens: 0,
  cachedInputTokens: 0,
  cacheWriteTokens: 0,
  outputTokens: 0,
  reasoningTokens: 0,
});

/** The sum over all buckets. */
export function totalTokens(usage: TokenUsage): number {
  return (
    usage.inputTokens + usage.cachedInputTokens + usage.cacheWriteTokens + usage.outputTokens + usage.reasoningTokens
  );
}

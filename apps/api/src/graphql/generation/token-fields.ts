import { type TokenBucket, tokenBuckets } from '@penstock/providers';

const descriptions: Readonly<Record<TokenBucket, string>> = {
  inputTokens: 'Prompt tokens at the full price.',
  cachedInputTokens: "Prompt tokens read from the provider's cache.",
  cacheWriteTokens: "Prompt tokens written to the provider's cache.",
  outputTokens: 'Answer tokens, without reasoning.',
  reasoningTokens: 'Reasoning tokens.',
};

/** A field for each bucket of tokens, made by `expose`. */
export function tokenFields<Field>(
  expose: (bucket: TokenBucket, options: { description: string }) => Field,
): Record<TokenBucket, Field> {
  const fields = tokenBuckets.map((bucket) => [bucket, expose(bucket, { description: descriptions[bucket] })]);
  return Object.fromEntries(fields) as Record<TokenBucket, Field>;
}

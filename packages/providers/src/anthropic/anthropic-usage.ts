import { noTokens, type TokenUsage } from '../contract/token-usage.ts';
import { type JsonObject, readObject, readTokens } from '../json/read-json-value.ts';

/**
 * Reads Anthropic's usage. Input, cache reads and cache writes are already disjoint. Thinking is part of
 * `output_tokens`, and is separated only where the answer reports it.
 */
export function toTokenUsage(usage: JsonObject): TokenUsage {
  const output = readTokens(usage.output_tokens);
  const details = readObject(usage.output_tokens_details);
  const reasoning = Math.min(output, readTokens(details?.thinking_tokens ?? details?.reasoning_tokens));
  return {
    ...noTokens,
    inputTokens: readTokens(usage.input_tokens),
    cachedInputTokens: readTokens(usage.cache_read_input_tokens),
    cacheWriteTokens: readTokens(usage.cache_creation_input_tokens),
    outputTokens: output - reasoning,
    reasoningTokens: reasoning,
  };
}

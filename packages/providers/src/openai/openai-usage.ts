import { noTokens, type TokenUsage } from '../contract/token-usage.ts';
import { type JsonObject, readCount, readObject, readTokens } from '../json/read-json-value.ts';

/**
 * Splits the usage of the openai dialect into disjoint buckets. Cached tokens are part of `prompt_tokens`. Reasoning
 * tokens are part of `completion_tokens`, with two exceptions. Either the total shows that the provider counts them
 * apart (xAI), or they outnumber it (Perplexity's deep research).
 */
export function toTokenUsage(usage: JsonObject): TokenUsage {
  const prompt = readTokens(usage.prompt_tokens);
  const completion = readTokens(usage.completion_tokens);
  const promptDetails = readObject(usage.prompt_tokens_details);
  const completionDetails = readObject(usage.completion_tokens_details);
  // DeepSeek: prompt_cache_hit_tokens. Moonshot and Cohere's compatible endpoint: cached_tokens beside prompt_tokens.
  const cached = Math.min(
    prompt,
    readTokens(promptDetails?.cached_tokens ?? usage.prompt_cache_hit_tokens ?? usage.cached_tokens),
  );
  const written = Math.min(prompt - cached, readTokens(promptDetails?.cache_write_tokens));
  const reasoning = readTokens(completionDetails?.reasoning_tokens ?? usage.reasoning_tokens);
  const isReasoningBeside =
    reasoning > completion || (reasoning > 0 && readCount(usage.total_tokens) === prompt + completion + reasoning);
  return {
    ...noTokens,
    inputTokens: prompt - cached - written,
    cachedInputTokens: cached,
    cacheWriteTokens: written,
    outputTokens: isReasoningBeside ? completion : completion - reasoning,
    reasoningTokens: reasoning,
  };
}

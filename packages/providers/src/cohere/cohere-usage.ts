import { noTokens, type TokenUsage } from '../contract/token-usage.ts';
import { type JsonObject, readObject, readTokens } from '../json/read-json-value.ts';

/**
 * Reads Cohere's usage from the billed units. `tokens` also counts Cohere's own prompt template, and includes
 * `cached_tokens`. Both are the fallback if no billed units are reported.
 */
export function toTokenUsage(usage: JsonObject): TokenUsage {
  const units = readObject(usage.billed_units);
  const billed = units?.input_tokens == null && units?.output_tokens == null ? null : units;
  const counted = readObject(usage.tokens);
  const input = readTokens((billed ?? counted)?.input_tokens);
  const cached = billed === null ? Math.min(input, readTokens(usage.cached_tokens)) : 0;
  return {
    ...noTokens,
    inputTokens: input - cached,
    cachedInputTokens: cached,
    outputTokens: readTokens((billed ?? counted)?.output_tokens),
  };
}

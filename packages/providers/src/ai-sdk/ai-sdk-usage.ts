import type { LanguageModelV4Usage } from '@ai-sdk/provider';
import { noTokens, type TokenUsage } from '../contract/token-usage.ts';
import { readTokens } from '../json/read-json-value.ts';

/**
 * Splits the AI SDK's usage into disjoint buckets; null where it has neither input nor output. Its totals include their
 * parts.
 */
export function toTokenUsage(usage: LanguageModelV4Usage): TokenUsage | null {
  const { inputTokens, outputTokens } = usage;
  if (inputTokens.total === undefined && outputTokens.total === undefined) return null;
  const input = readTokens(inputTokens.total);
  const cached = Math.min(input, readTokens(inputTokens.cacheRead));
  const written = Math.min(input - cached, readTokens(inputTokens.cacheWrite));
  const output = readTokens(outputTokens.total);
  const reasoning = Math.min(output, readTokens(outputTokens.reasoning));
  return {
    ...noTokens,
    inputTokens: input - cached - written,
    cachedInputTokens: cached,
    cacheWriteTokens: written,
    outputTokens: output - reasoning,
    reasoningTokens: reasoning,
  };
}

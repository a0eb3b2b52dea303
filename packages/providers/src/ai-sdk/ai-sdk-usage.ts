import type { LanguageModelV4Usage } from '@ai-sdk/provider';
import type { TokenUsage } from '../contract/token-usage.ts';
import { readCount } from '../json/read-json-value.ts';

/** Takes the AI SDK's usage apart; null where it knows neither input nor output. Its totals include their parts. */
export function toTokenUsage(usage: LanguageModelV4Usage): TokenUsage | null {
  const { inputTokens, outputTokens } = usage;
  if (inputTokens.total === undefined && outputTokens.total === undefined) return null;
  const input = readCount(inputTokens.total);
  const cached = Math.min(input, readCount(inputTokens.cacheRead));
  const written = Math.min(input - cached, readCount(inputTokens.cacheWrite));
  const output = readCount(outputTokens.total);
  const reasoning = Math.min(output, readCount(outputTokens.reasoning));
  return {
    inputTokens: input - cached - written,
    cachedInputTokens: cached,
    cacheWriteTokens: written,
    outputTokens: output - reasoning,
    reasoningTokens: reasoning,
  };
}

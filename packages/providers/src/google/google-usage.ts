import { noTokens, type TokenUsage } from '../contract/token-usage.ts';
import { type JsonObject, readTokens } from '../json/read-json-value.ts';

/**
 * Splits Google's usage into buckets. Cached tokens are part of the prompt's, and thinking is beside the candidates'.
 * Prompt tokens of built-in tools are counted apart.
 */
export function toTokenUsage(usage: JsonObject): TokenUsage {
  const prompt = readTokens(usage.promptTokenCount);
  const cached = Math.min(prompt, readTokens(usage.cachedContentTokenCount));
  return {
    ...noTokens,
    inputTokens: prompt - cached + readTokens(usage.toolUsePromptTokenCount),
    cachedInputTokens: cached,
    outputTokens: readTokens(usage.candidatesTokenCount),
    reasoningTokens: readTokens(usage.thoughtsTokenCount),
  };
}

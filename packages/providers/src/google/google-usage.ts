import type { TokenUsage } from '../contract/token-usage.ts';
import { type JsonObject, readTokens } from '../json/read-json-value.ts';

/**
 * Takes Google's usage apart: cached tokens are part of the prompt's, thoughts stand beside the candidates', and what
 * built-in tools put into the prompt is counted apart.
 */
export function toTokenUsage(usage: JsonObject): TokenUsage {
  const prompt = readTokens(usage.promptTokenCount);
  const cached = Math.min(prompt, readTokens(usage.cachedContentTokenCount));
  return {
    inputTokens: prompt - cached + readTokens(usage.toolUsePromptTokenCount),
    cachedInputTokens: cached,
    cacheWriteTokens: 0,
    outputTokens: readTokens(usage.candidatesTokenCount),
    reasoningTokens: readTokens(usage.thoughtsTokenCount),
  };
}

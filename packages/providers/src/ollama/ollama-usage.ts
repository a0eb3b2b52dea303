import type { TokenUsage } from '../contract/token-usage.ts';
import { type JsonObject, readTokens } from '../json/read-json-value.ts';

/** Reads Ollama's counts, which stand in the last line of an answer. Thinking is part of `eval_count`, untold. */
export function toTokenUsage(line: JsonObject): TokenUsage {
  return {
    inputTokens: readTokens(line.prompt_eval_count),
    cachedInputTokens: 0,
    cacheWriteTokens: 0,
    outputTokens: readTokens(line.eval_count),
    reasoningTokens: 0,
  };
}

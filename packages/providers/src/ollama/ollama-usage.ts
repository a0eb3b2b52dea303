import type { TokenUsage } from '../contract/token-usage.ts';
import { type JsonObject, readCount } from '../json/read-json-value.ts';

/** Reads Ollama's counts, which stand in the last line of an answer. Thinking is part of `eval_count`, untold. */
export function toTokenUsage(line: JsonObject): TokenUsage {
  return {
    inputTokens: readCount(line.prompt_eval_count),
    cachedInputTokens: 0,
    cacheWriteTokens: 0,
    outputTokens: readCount(line.eval_count),
    reasoningTokens: 0,
  };
}

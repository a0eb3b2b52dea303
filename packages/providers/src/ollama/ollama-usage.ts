import { noTokens, type TokenUsage } from '../contract/token-usage.ts';
import { type JsonObject, readTokens } from '../json/read-json-value.ts';

/**
 * Reads Ollama's counts from the last line of an answer. `eval_count` includes thinking, which is not counted
 * separately.
 */
export function toTokenUsage(line: JsonObject): TokenUsage {
  return {
    ...noTokens,
    inputTokens: readTokens(line.prompt_eval_count),
    outputTokens: readTokens(line.eval_count),
  };
}

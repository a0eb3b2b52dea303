import type { TokenUsage } from '../contract/token-usage.ts';
import type { JsonObject } from '../json/read-json-value.ts';
import { toTokenUsage as fromChatUsage } from '../openai/openai-usage.ts';

/** Reads the usage of a response: that of chat completions, under other names. */
export function toTokenUsage(usage: JsonObject): TokenUsage {
  return fromChatUsage({
    prompt_tokens: usage.input_tokens,
    prompt_tokens_details: usage.input_tokens_details,
    completion_tokens: usage.output_tokens,
    completion_tokens_details: usage.output_tokens_details,
    total_tokens: usage.total_tokens,
  });
}

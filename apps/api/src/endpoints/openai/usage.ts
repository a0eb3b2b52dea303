import { answerTokens, promptTokens, type TokenUsage, totalTokens } from '@penstock/providers';

/** Tokens as OpenAI counts them: cached ones within the prompt, reasoning within the answer. */
export function toOpenaiUsage(tokens: TokenUsage) {
  return {
    prompt_tokens: promptTokens(tokens),
    completion_tokens: answerTokens(tokens),
    total_tokens: totalTokens(tokens),
    prompt_tokens_details: { cached_tokens: tokens.cachedInputTokens },
    completion_tokens_details: { reasoning_tokens: tokens.reasoningTokens },
  };
}

import { expect, it } from 'vitest';
import type { TokenUsage } from '../contract/token-usage.ts';
import type { JsonObject } from '../json/read-json-value.ts';
import { toTokenUsage } from './openai-usage.ts';

const usage = (
  inputTokens: number,
  cachedInputTokens: number,
  cacheWriteTokens: number,
  outputTokens: number,
  reasoningTokens: number,
): TokenUsage => ({ inputTokens, cachedInputTokens, cacheWriteTokens, outputTokens, reasoningTokens });

it.each<[string, JsonObject, TokenUsage]>([
  ['plain', { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 }, usage(10, 0, 0, 5, 0)],
  [
    'cached tokens within the prompt (OpenAI)',
    { prompt_tokens: 100, completion_tokens: 5, prompt_tokens_details: { cached_tokens: 64 } },
    usage(36, 64, 0, 5, 0),
  ],
  [
    'reasoning within the completion (OpenAI)',
    { prompt_tokens: 10, completion_tokens: 50, total_tokens: 60, completion_tokens_details: { reasoning_tokens: 30 } },
    usage(10, 0, 0, 20, 30),
  ],
  [
    'reasoning beside the completion (xAI)',
    { prompt_tokens: 10, completion_tokens: 50, total_tokens: 90, completion_tokens_details: { reasoning_tokens: 30 } },
    usage(10, 0, 0, 50, 30),
  ],
  [
    'reasoning that outnumbers the completion (Perplexity)',
    { prompt_tokens: 10, completion_tokens: 50, total_tokens: 60, reasoning_tokens: 900 },
    usage(10, 0, 0, 50, 900),
  ],
  [
    'cache hits by another name (DeepSeek)',
    { prompt_tokens: 100, completion_tokens: 5, prompt_cache_hit_tokens: 60, prompt_cache_miss_tokens: 40 },
    usage(40, 60, 0, 5, 0),
  ],
  [
    'cache writes (OpenRouter)',
    { prompt_tokens: 100, completion_tokens: 5, prompt_tokens_details: { cached_tokens: 20, cache_write_tokens: 30 } },
    usage(50, 20, 30, 5, 0),
  ],
  [
    'nulls and rubbish',
    { prompt_tokens: 3, completion_tokens: null, prompt_tokens_details: null, completion_tokens_details: 'x' },
    usage(3, 0, 0, 0, 0),
  ],
  [
    'more cached tokens than there are',
    { prompt_tokens: 3, completion_tokens: 1, prompt_tokens_details: { cached_tokens: 9 } },
    usage(0, 3, 0, 1, 0),
  ],
])('takes usage apart: %s', (_, raw, expected) => {
  expect(toTokenUsage(raw)).toEqual(expected);
});

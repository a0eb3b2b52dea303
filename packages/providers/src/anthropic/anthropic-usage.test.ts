import { expect, it } from 'vitest';
import { toTokenUsage } from './anthropic-usage.ts';

it('keeps the buckets that are disjoint already, and takes thinking out of the output', () => {
  const usage = {
    input_tokens: 10,
    cache_read_input_tokens: 20,
    cache_creation_input_tokens: 30,
    output_tokens: 50,
    output_tokens_details: { thinking_tokens: 40 },
  };
  expect(toTokenUsage(usage)).toEqual({
    inputTokens: 10,
    cachedInputTokens: 20,
    cacheWriteTokens: 30,
    outputTokens: 10,
    reasoningTokens: 40,
  });
});

it('takes nulls and absent fields for none', () => {
  expect(toTokenUsage({ input_tokens: 1, cache_read_input_tokens: null, output_tokens: 2 })).toEqual({
    inputTokens: 1,
    cachedInputTokens: 0,
    cacheWriteTokens: 0,
    outputTokens: 2,
    reasoningTokens: 0,
  });
});

import { expect, it } from 'vitest';
import { toTokenUsage } from './cohere-usage.ts';

it("counts the billed tokens, not Cohere's own additions and cache", () => {
  const tokens = { input_tokens: 507, output_tokens: 10 };
  expect(toTokenUsage({ billed_units: { input_tokens: 12, output_tokens: 7 }, tokens, cached_tokens: 448 })).toEqual({
    inputTokens: 12,
    cachedInputTokens: 0,
    cacheWriteTokens: 0,
    outputTokens: 7,
    reasoningTokens: 0,
  });
  expect(toTokenUsage({ tokens, cached_tokens: 448 })).toMatchObject({ inputTokens: 59, cachedInputTokens: 448 });
  expect(toTokenUsage({ billed_units: { search_units: 1 }, tokens })).toMatchObject({ inputTokens: 507 });
});

import type { LanguageModelV4Usage } from '@ai-sdk/provider';
import { expect, it } from 'vitest';
import { toTokenUsage } from './ai-sdk-usage.ts';

const nothing = { total: undefined, noCache: undefined, cacheRead: undefined, cacheWrite: undefined };
const usage = (
  input: Partial<LanguageModelV4Usage['inputTokens']>,
  output: Partial<LanguageModelV4Usage['outputTokens']>,
): LanguageModelV4Usage => ({
  inputTokens: { ...nothing, ...input },
  outputTokens: { total: undefined, text: undefined, reasoning: undefined, ...output },
});

it('takes totals apart', () => {
  expect(toTokenUsage(usage({ total: 100, cacheRead: 60, cacheWrite: 10 }, { total: 50, reasoning: 30 }))).toEqual({
    inputTokens: 30,
    cachedInputTokens: 60,
    cacheWriteTokens: 10,
    outputTokens: 20,
    reasoningTokens: 30,
  });
});

it('is null where nothing is reported', () => {
  expect(toTokenUsage(usage({}, {}))).toBeNull();
  expect(toTokenUsage(usage({ total: 3 }, {}))).toMatchObject({ inputTokens: 3, outputTokens: 0 });
});

import { expect, it } from 'vitest';
import { toCallBilling, toTokenUsage } from './google-usage.ts';

it('takes cached tokens out of the prompt, and counts thoughts and the prompts of tools beside', () => {
  const usage = {
    promptTokenCount: 100,
    cachedContentTokenCount: 60,
    toolUsePromptTokenCount: 5,
    candidatesTokenCount: 20,
    thoughtsTokenCount: 185,
    totalTokenCount: 310,
  };
  expect(toTokenUsage(usage)).toEqual({
    inputTokens: 45,
    cachedInputTokens: 60,
    cacheWriteTokens: 0,
    outputTokens: 20,
    reasoningTokens: 185,
  });
  expect(toTokenUsage({ promptTokenCount: 3 })).toMatchObject({ inputTokens: 3, outputTokens: 0, reasoningTokens: 0 });
});

it('counts thinking that only the total counts', () => {
  const usage = { promptTokenCount: 20, candidatesTokenCount: 198, totalTokenCount: 623 };
  expect(toTokenUsage(usage)).toMatchObject({ inputTokens: 20, outputTokens: 198, reasoningTokens: 405 });
  expect(toTokenUsage({ totalTokenCount: 623 })).toMatchObject({ inputTokens: 0, reasoningTokens: 0 });
});

it('reads the tier that served', () => {
  expect(toCallBilling({ serviceTier: 'FLEX' })).toEqual({ serviceTier: 'flex' });
  expect(toCallBilling({})).toBeNull();
});

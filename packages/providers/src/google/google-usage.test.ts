import { expect, it } from 'vitest';
import { toTokenUsage } from './google-usage.ts';

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

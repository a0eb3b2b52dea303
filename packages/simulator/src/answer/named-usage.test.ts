import { expect, it } from 'vitest';
import { readNamedUsage } from './named-usage.ts';

const none = { inputTokens: 0, cachedInputTokens: 0, cacheWriteTokens: 0, outputTokens: 0, reasoningTokens: 0 };

it.each([
  [
    'Bill 90000 input, 20000 cached, 7 cache write, 50 output and 20 reasoning tokens.',
    { inputTokens: 90_000, cachedInputTokens: 20_000, cacheWriteTokens: 7, outputTokens: 50, reasoningTokens: 20 },
  ],
  ['Say hi. bill 3 output tokens', { ...none, outputTokens: 3 }],
  ['Write 1000 tokens about a water bill.', null],
  ['Bill wants 5 tokens.', null],
])('%s', (prompt, usage) => {
  expect(readNamedUsage(prompt)).toEqual(usage);
});

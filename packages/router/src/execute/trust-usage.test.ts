import { noTokens, type TokenUsage } from '@penstock/providers';
import { describe, expect, it } from 'vitest';
import { isOutputCredible, isPromptCredible, type UsageEvidence } from './trust-usage.ts';

const evidence: UsageEvidence = { countedInputTokens: 1_000, allowedOutputTokens: 500, producedCharacters: 400 };

describe('a reported prompt', () => {
  it.each<[string, Partial<TokenUsage>, Partial<UsageEvidence>, boolean]>([
    ['the counted tokens', { inputTokens: 1_000 }, {}, true],
    ['nothing', {}, {}, false],
    ['nothing, where nothing was counted', {}, { countedInputTokens: null }, true],
    ['cached tokens alone', { cachedInputTokens: 1_000 }, {}, true],
    [
      'the counted tokens and the additions of a provider',
      { inputTokens: 50_000, cachedInputTokens: 100_000 },
      {},
      true,
    ],
    [
      'far more than any window, all buckets together',
      { inputTokens: 20_000_000, cachedInputTokens: 100_000 },
      {},
      false,
    ],
    ['a million for a thousand', { inputTokens: 1_000_000 }, {}, true],
    ['a million where nothing was counted', { inputTokens: 1_000_000 }, { countedInputTokens: null }, true],
    ['more than any column holds', { inputTokens: 2 ** 31 }, { countedInputTokens: null }, false],
    ['less than nothing', { inputTokens: -1 }, {}, false],
    ['a fraction', { cacheWriteTokens: 0.5 }, {}, false],
    ['a value that is not a number', { cachedInputTokens: Number.NaN }, {}, false],
    ['without end', { inputTokens: Number.POSITIVE_INFINITY }, { countedInputTokens: null }, false],
  ])('of %s', (_, usage, more, isCredible) => {
    expect(isPromptCredible({ ...noTokens, ...usage }, { ...evidence, ...more })).toBe(isCredible);
  });
});

describe('a reported answer', () => {
  it.each<[string, Partial<TokenUsage>, Partial<UsageEvidence>, boolean]>([
    ['the received output', { outputTokens: 100 }, {}, true],
    ['hidden reasoning within the limit', { outputTokens: 500 }, {}, true],
    ['nothing, where nothing came', {}, { producedCharacters: 0 }, true],
    ['nothing, where something came', {}, {}, false],
    ['nothing beside a prompt, where much came', { inputTokens: 9 }, {}, false],
    ['nothing beside a prompt, where a word came', { inputTokens: 9 }, { producedCharacters: 3 }, true],
    ['nothing at all, where a word came', {}, { producedCharacters: 3 }, false],
    ['thoughts alone', { reasoningTokens: 9 }, {}, true],
    ['more than was allowed and than its characters carry', { outputTokens: 30_000_000 }, {}, false],
    ['more than was allowed, which came', { outputTokens: 30_000_000 }, { producedCharacters: 8_000_000 }, true],
    ['reasoning beyond the limit of an answer', { outputTokens: 100, reasoningTokens: 300_000 }, {}, true],
    ['reasoning beyond anything', { outputTokens: 100, reasoningTokens: 30_000_000 }, {}, false],
    ['1e15', { outputTokens: 1e15 }, { producedCharacters: 1e16 }, false],
    ['less than nothing', { outputTokens: -1 }, {}, false],
    ['a value that is not a number', { outputTokens: 5, reasoningTokens: Number.NaN }, {}, false],
  ])('of %s', (_, usage, more, isCredible) => {
    expect(isOutputCredible({ ...noTokens, ...usage }, { ...evidence, ...more })).toBe(isCredible);
  });
});

import { expect, it } from 'vitest';
import { decodeEmbeddingTokens } from './decode-embedding-tokens.ts';

it.each([
  [[9906, 1917], 'Hello world'],
  [[57668, 53901], '你好'],
  [[], ''],
])('%j is %j', (ids, text) => {
  expect(decodeEmbeddingTokens(ids)).toBe(text);
});

it.each([100_300, -1, 1.5, 2 ** 40])('%d is not a token', (id) => {
  expect(decodeEmbeddingTokens([9906, id])).toBeNull();
});

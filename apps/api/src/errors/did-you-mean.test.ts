import { describe, expect, test } from 'vitest';
import { didYouMean } from './did-you-mean.ts';

describe('a misspelt word', () => {
  test.each([
    ['vison', " Did you mean 'vision'?"],
    ['VISION', " Did you mean 'vision'?"],
    ['cdoe', " Did you mean 'code'?"],
    ['code', " Did you mean 'code'?"],
    ['long-context', " Did you mean 'long_context'?"],
    ['telepathy', ''],
    ['', ''],
  ])('%j gets the answer %j', (word, answer) => {
    expect(didYouMean(word, ['code', 'vision', 'long_context'])).toBe(answer);
  });

  test('of great length is handled quickly', () => {
    expect(didYouMean('x'.repeat(5_000_000), ['code'])).toBe('');
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countTokens, takeTokens, tokenEnd } from './tokens.ts';

describe('tokens', () => {
  it.each([
    ['', 0],
    ['hello', 1],
    ['hello world', 2],
    ['hello, world!', 4],
    ['internationalisation', 3],
    ['  indented', 1],
    ['trailing ', 2],
    ['日本語', 3],
    ['😀😀', 2],
    ['naïve café', 2],
  ])('counts %j as %i', (text, count) => {
    expect(countTokens(text)).toBe(count);
  });

  it('splits every text into pieces that join to it and never tears a surrogate pair', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        let joined = '';
        for (let from = 0; from < text.length; ) {
          const end = tokenEnd(text, from);
          expect(end).toBeGreaterThan(from);
          expect(text.slice(from, end).isWellFormed()).toBe(true);
          joined += text.slice(from, end);
          from = end;
        }
        expect(joined).toBe(text);
      }),
    );
  });

  it('takes the requested number of tokens, and no more than there are', () => {
    expect(takeTokens('one two three', 2)).toBe('one two');
    expect(takeTokens('one', 5)).toBe('one');
    expect(takeTokens('one', 0)).toBe('');
  });
});

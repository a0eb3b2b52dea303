import { describe, expect, it } from 'vitest';
import { continuePrefill } from './continue-prefill.ts';

const text = 'The quick brown fox jumps over the lazy dog, and nobody minds at all.';

describe('continuePrefill', () => {
  it.each([
    ['the beginning of the text', 'The quick', text.slice(9)],
    ['a passage of it', `Well: ${text.slice(0, 44)}`, text.slice(44)],
    ['other words', 'Once upon a time', ` ${text}`],
    ['an open bracket', 'Once (', text],
    ['a blank', 'Once ', text],
  ])('goes on from %s', (_, prefill, expected) => {
    expect(continuePrefill(text, prefill)).toBe(expected);
  });
});

import { describe, expect, it } from 'vitest';
import { readLengthWish } from './length-wish.ts';

describe('readLengthWish', () => {
  it.each([
    ['Describe the sea in 5 words', { unit: 'words', count: 5 }],
    ['write 1000 tokens', { unit: 'tokens', count: 1000 }],
    ['Write 1,000 tokens, please', { unit: 'tokens', count: 1000 }],
    ['Explain it in two sentences.', { unit: 'sentences', count: 2 }],
    ['a three-paragraph essay', { unit: 'paragraphs', count: 3 }],
    ['a one-sentence summary', { unit: 'sentences', count: 1 }],
    ['in a sentence', { unit: 'sentences', count: 1 }],
    ['What does the word penstock mean?', null],
    ['A word about turbines', null],
    ['in 0 words', null],
    ['How are you?', null],
  ])('reads %j', (prompt, wish) => {
    expect(readLengthWish(prompt)).toEqual(wish);
  });
});

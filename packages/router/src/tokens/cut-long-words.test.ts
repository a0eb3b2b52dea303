import fc from 'fast-check';
import { expect, it } from 'vitest';
import { cutLongWords } from './cut-long-words.ts';

it.each(['', 'Hello, world!', 'a'.repeat(32), `${'word '.repeat(100)}`])(
  'leaves ordinary text in one piece: %s',
  (text) => {
    expect(cutLongWords(text)).toEqual([text]);
  },
);

it.each([
  { what: 'letters', text: 'a'.repeat(100) },
  { what: 'blanks', text: ' '.repeat(100) },
  { what: 'signs', text: '='.repeat(100) },
  { what: 'CJK letters', text: '漢'.repeat(100) },
])('cuts long runs of $what', ({ text }) => {
  expect(cutLongWords(text).map((piece) => piece.length)).toEqual([32, 32, 32, 4]);
});

it('loses nothing, and never cuts a character in two', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('a', '7', ' ', '-', '漢', '👩'), maxLength: 300 }), (text) => {
      const pieces = cutLongWords(text);
      expect(pieces.join('')).toBe(text);
      for (const piece of pieces) expect(piece.isWellFormed()).toBe(true);
    }),
  );
});

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readStoredText, toStoredText } from './stored-text.ts';

it.each(['', 'plain', 'Zürich ☃ 🚀'])('a text that can be stored stays unchanged: %j', (text) => {
  expect(toStoredText(text)).toBe(text);
});

it.each(['a\0b', 'half \ud83d', '\udc00 half', '\ud83d\ud83d\udc00', '\uffff0000', '\uffff'])(
  'a text that cannot be stored is encoded: %j',
  (text) => {
    expect(toStoredText(text)).not.toMatch(/\0/);
    expect(toStoredText(text).isWellFormed()).toBe(true);
    expect(readStoredText(toStoredText(text))).toBe(text);
  },
);

it('any text is read back unchanged', () => {
  const unit = fc.oneof(
    fc.constantFrom('\0', '\ud83d', '\udc00', '\uffff', '0041', '🚀'),
    fc.string({ unit: 'binary' }),
  );
  fc.assert(
    fc.property(fc.array(unit), (units) => {
      const text = units.join('');
      expect(readStoredText(toStoredText(text))).toBe(text);
    }),
  );
});

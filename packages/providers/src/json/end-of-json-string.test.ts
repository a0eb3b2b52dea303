import fc from 'fast-check';
import { expect, it } from 'vitest';
import { endOfJsonString } from './end-of-json-string.ts';

it('finds the quote that ends a string, with backslashes anywhere', () => {
  const texts = fc.array(fc.constantFrom('"', '\\', 'a', 'a'.repeat(100), '\\'.repeat(70), 'é'), { maxLength: 30 });
  fc.assert(
    fc.property(texts, (pieces) => {
      const written = JSON.stringify(pieces.join(''));
      expect(endOfJsonString(`[${written},"x"]`, 1)).toBe(written.length);
    }),
  );
});

it('is the end of the text for a string without a closing quote', () => {
  for (const text of ['"', '"a', `"${'a'.repeat(500)}`, `"${'\\"'.repeat(500)}`]) {
    expect(endOfJsonString(text, 0)).toBe(text.length);
  }
});

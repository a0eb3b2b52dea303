import fc from 'fast-check';
import { expect, test } from 'vitest';
import { allowsModel, coversModel } from './model-pattern.ts';

test.each([
  ['openai/gpt-4o', 'openai/gpt-4o', true],
  ['openai/gpt-4o', 'openai/gpt-4o-mini', false],
  ['openai/*', 'openai/gpt-4o', true],
  ['openai/*', 'openai-eu/gpt-4o', false],
  ['*', 'any/model', true],
  ['*/gpt-*', 'azure/gpt-4o', true],
  ['*/gpt-*', 'azure/o3', false],
  ['*-mini', 'openai/gpt-4o-mini', true],
  ['*-mini', 'openai/gpt-4o-mini-x', false],
  ['a*a', 'a', false],
  ['a*b*c', 'a-b-c', true],
  ['a*bc*c', 'a-bc', false],
  // Patterns that another pattern covers.
  ['openai/*', 'openai/gpt-*', true],
  ['openai/gpt-*', 'openai/*', false],
  ['*', '*', true],
  ['openai/gpt-4o', '*', false],
])('%s covers %s: %s', (pattern, text, expected) => {
  expect(coversModel(pattern, text)).toBe(expected);
});

test('a pattern covers the same texts as the equal regular expression', () => {
  const word = (signs: string) => fc.string({ unit: fc.constantFrom(...signs), maxLength: 8 });
  fc.assert(
    fc.property(word('ab*'), word('ab'), (pattern, text) => {
      const expression = new RegExp(`^${pattern.replaceAll('*', '.*')}$`);
      expect(coversModel(pattern, text)).toBe(expression.test(text));
    }),
  );
});

test('a pattern that covers another pattern covers all texts of the other', () => {
  const word = (signs: string) => fc.string({ unit: fc.constantFrom(...signs), maxLength: 6 });
  fc.assert(
    fc.property(word('ab*'), word('ab*'), word('ab'), (wide, narrow, text) => {
      fc.pre(coversModel(wide, narrow) && coversModel(narrow, text));
      expect(coversModel(wide, text)).toBe(true);
    }),
  );
});

test('null patterns allow every model, an empty list allows none', () => {
  expect(allowsModel(null, 'openai/gpt-4o')).toBe(true);
  expect(allowsModel([], 'openai/gpt-4o')).toBe(false);
  expect(allowsModel(['x/*', 'openai/*'], 'openai/gpt-4o')).toBe(true);
});

import { expect, it } from 'vitest';
import { argumentsText } from './arguments-text.ts';

it.each([
  ['{"a":', '{"a":'],
  [{ a: 1 }, '{"a":1}'],
  [{}, ''],
  [null, ''],
  [undefined, ''],
  [[1], ''],
])('%j', (value, text) => {
  expect(argumentsText(value)).toBe(text);
});

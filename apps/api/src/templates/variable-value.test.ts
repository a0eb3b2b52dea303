import { expect, it } from 'vitest';
import type { VariableType } from './template.ts';
import { textOfValue } from './variable-value.ts';

it.each<[VariableType, unknown, string | null]>([
  ['STRING', 'a "text"', 'a "text"'],
  ['STRING', 1, null],
  ['NUMBER', 1.5, '1.5'],
  ['NUMBER', '1', null],
  ['NUMBER', Number.NaN, null],
  ['BOOLEAN', false, 'false'],
  ['BOOLEAN', 'false', null],
  ['JSON', { a: [1, 'b', null] }, '{"a":[1,"b",null]}'],
  ['JSON', 'text', '"text"'],
  ['JSON', null, 'null'],
  ['JSON', undefined, null],
])('a %s with the value %j inserts %j', (type, value, text) => {
  expect(textOfValue({ type }, value)).toBe(text);
});

it('is no JSON if it is nested too deep', () => {
  expect(textOfValue({ type: 'JSON' }, JSON.parse('['.repeat(101) + ']'.repeat(101)))).toBeNull();
});

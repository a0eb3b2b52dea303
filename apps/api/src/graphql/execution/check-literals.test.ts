import { parse } from 'graphql';
import { expect, test } from 'vitest';
import { schema } from '../schema.ts';
import { checkLiterals } from './check-literals.ts';

const check = (input: string): string | null =>
  checkLiterals(parse(`mutation { generate(input: ${input}) { id } }`), schema)?.message ?? null;

const long = 'x'.repeat(1_001);
const members = (count: number): string => Array.from({ length: count }, (_, index) => `a${index}: 1`).join(' ');

test('long texts are accepted for text fields, and long objects for JSON fields', () => {
  expect(check(`{ prompt: "${long}" }`)).toBeNull();
  expect(check(`{ prompt: "x", metadata: { a: "${long}", b: { ${members(500)} } } }`)).toBeNull();
});

test.each([
  [`{ strategy: "${long}" }`, 'A value of the type Strategy has 1001 characters; at most 1000 are allowed.'],
  [`{ maxTokens: "${long}" }`, 'A value of the type Int has 1001 characters; at most 1000 are allowed.'],
  [`{ model: "${long}" }`, 'A value of the type ID has 1001 characters; at most 1000 are allowed.'],
  [`"${long}"`, 'A value of the type GenerateInput has 1001 characters; at most 1000 are allowed.'],
])(
  'a long text in place of a word or a number is refused before validation searches for similar words',
  (input, message) => {
    expect(check(input)).toBe(message);
  },
);

test('many unknown members of a type are refused before validation reports each', () => {
  expect(check(`{ ${members(300)} }`)).toMatch(
    /^An object of GenerateInput has 300 members; at most \d+ are allowed\.$/,
  );
});

import { expect, test } from 'vitest';
import { readBetas } from './read-betas.ts';

test('the names of beta features, each once', () => {
  expect(readBetas({})).toEqual([]);
  expect(readBetas({ 'anthropic-beta': 'a-2025-01-01, b.1,,a-2025-01-01' })).toEqual(['a-2025-01-01', 'b.1']);
});

test.each(['a b', 'ä', 'x'.repeat(101), Array.from({ length: 51 }, (_, index) => `b${index}`).join(',')])(
  'an invalid name is refused: %s',
  (header) => {
    expect(() => readBetas({ 'anthropic-beta': header })).toThrow(expect.objectContaining({ field: 'anthropic-beta' }));
  },
);

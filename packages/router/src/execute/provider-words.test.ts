import { expect, it } from 'vitest';
import { boundMetadata, boundName, boundRaw } from './provider-words.ts';

it('keeps a name, and the beginning of a text that is too long for a name', () => {
  expect(boundName('gpt-4o-2024-08-06')).toBe('gpt-4o-2024-08-06');
  expect(boundName(null)).toBeNull();
  expect(boundName('n'.repeat(5_000_000))).toHaveLength(256);
});

it('keeps an object of an ordinary size as it is, and none of a larger one', () => {
  const usage = { prompt_tokens: 3, details: { cached: 1, list: [1, 2, { x: 'y' }] } };
  expect(boundRaw(usage)).toBe(usage);
  expect(boundRaw(null)).toBeNull();
  expect(boundRaw({ note: 'x'.repeat(9_000) })).toBeNull();
  expect(boundRaw({ ['n'.repeat(9_000)]: 1 })).toBeNull();
  expect(boundRaw({ list: new Array(100_000).fill(0) })).toBeNull();
  let deep: unknown = 1;
  for (let depth = 0; depth < 100_000; depth++) deep = [deep];
  expect(boundRaw(deep)).toBeNull();
});

it("keeps the provider's data about an answer, up to a bound", () => {
  const sources = { citations: ['x'.repeat(100_000)] };
  expect(boundMetadata(sources)).toBe(sources);
  expect(boundMetadata({ citations: ['x'.repeat(140_000)] })).toBeNull();
});

import { expect, test } from 'vitest';
import { HeldLogprobs } from './held-logprobs.ts';

test('tokens of held text pass with the next text', () => {
  const [a, b] = [{ token: 'a' }, { token: 'b' }];
  const held = new HeldLogprobs();
  expect(held.pass('x', undefined)).toBeUndefined();
  expect(held.pass('x', [a])).toEqual([a]);
  expect(held.pass('', [a])).toBeUndefined();
  expect(held.pass('', undefined)).toBeUndefined();
  expect(held.pass('xy', [b])).toEqual([a, b]);
  expect(held.pass('', [a])).toBeUndefined();
  expect(held.pass('x', undefined)).toEqual([a]);
  expect(held.pass('x', undefined)).toBeUndefined();
});

import { expect, test } from 'vitest';
import { LogprobsMemory } from './logprobs-memory.ts';

const token = (alternatives: number) => ({ token: 'a', logprob: -1, top_logprobs: new Array(alternatives).fill({}) });

test('the probabilities of all pieces are kept in their order', () => {
  const memory = new LogprobsMemory();
  memory.read({ content: [{ token: 'a' }, null], refusal: null });
  memory.read({ content: [{ token: 'b' }], refusal: [{ token: 'c' }] });
  expect(memory.take()).toEqual({ content: [{ token: 'a' }, { token: 'b' }], refusal: [{ token: 'c' }] });
});

test('without any, there are none', () => {
  const memory = new LogprobsMemory();
  memory.read({ content: null, tokens: ['older'] });
  expect(memory.take()).toBeNull();
});

test('alternatives count, and beyond the bound all are left out', () => {
  const memory = new LogprobsMemory();
  memory.read({ content: new Array(2_500).fill(token(19)) });
  expect(memory.take()?.content).toHaveLength(2_500);
  memory.read({ content: [token(0)] });
  expect(memory.take()).toBeNull();
});

import { expect, test } from 'vitest';
import { LogprobsMemory } from './logprobs-memory.ts';

const token = (alternatives: number) => ({ token: 'a', logprob: -1, top_logprobs: new Array(alternatives).fill({}) });

test('the probabilities of all pieces are kept in their order', () => {
  const memory = new LogprobsMemory();
  memory.add('content', [{ token: 'a' }, null]);
  memory.add('refusal', null);
  memory.add('content', [{ token: 'b' }]);
  memory.add('refusal', [{ token: 'c' }]);
  expect(memory.take()).toEqual({ content: [{ token: 'a' }, { token: 'b' }], refusal: [{ token: 'c' }] });
});

test('each delta has the probabilities since the previous delta', () => {
  const memory = new LogprobsMemory();
  memory.add('content', [{ token: 'a' }]);
  memory.add('content', [{ token: 'b' }]);
  expect(memory.ofDelta('refusal')).toBeUndefined();
  expect(memory.ofDelta('content')).toEqual([{ token: 'a' }, { token: 'b' }]);
  expect(memory.ofDelta('content')).toBeUndefined();
  memory.add('content', [{ token: 'c' }]);
  expect(memory.ofDelta('content')).toEqual([{ token: 'c' }]);
});

test('without any, there are none', () => {
  const memory = new LogprobsMemory();
  memory.add('content', { tokens: ['older'] });
  expect(memory.take()).toBeNull();
});

test('alternatives count, and beyond the bound all are omitted', () => {
  const memory = new LogprobsMemory();
  memory.add('content', new Array(2_500).fill(token(19)));
  expect(memory.take()?.content).toHaveLength(2_500);
  memory.ofDelta('content');
  memory.add('content', [token(0)]);
  expect(memory.take()).toBeNull();
  expect(memory.ofDelta('content')).toBeUndefined();
});

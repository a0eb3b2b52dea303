import type { AssistantPart, Message } from '@penstock/providers';
import { describe, expect, test } from 'vitest';
import { defaultStateMemory, StateMemory } from './state-memory.ts';

const stateOf = (value: object) => ({ providerId: 'p', dialect: 'google', value: { ...value } });
const call = (id: string, at: string, state?: object): AssistantPart => ({
  type: 'tool-call',
  id,
  name: 'look',
  arguments: `{"at":"${at}"}`,
  ...(state && { state: stateOf(state) }),
});
const thought: AssistantPart = { type: 'reasoning', text: 'Hm.', state: stateOf({ signature: 's1' }) };
const said: AssistantPart = { type: 'text', text: 'I look.' };
const answer = [thought, said, call('c1', 'it', { signature: 's2' })];
const user: Message = { role: 'user', parts: [{ type: 'text', text: 'Look!' }] };
const turn = (...parts: AssistantPart[]): readonly Message[] => [user, { role: 'assistant', parts }];
const knowing = (...answers: AssistantPart[][]): StateMemory => {
  const memory = new StateMemory();
  for (const parts of answers) memory.remember('key', parts);
  return memory;
};

describe('an answer that comes back without its provider state', () => {
  test('gets all of its state back', () => {
    expect(knowing(answer).restore('key', turn(said, call('c1', 'it')))).toEqual(turn(...answer));
  });

  test('gets its state back if its arguments were rewritten, and keeps its cache breakpoint', () => {
    const written = { ...call('c1', 'it'), arguments: '{ "at": "it" }', cacheBreakpoint: true } as AssistantPart;
    const marked = { ...answer[2], cacheBreakpoint: true } as AssistantPart;
    expect(knowing(answer).restore('key', turn(said, written))).toEqual(turn(thought, said, marked));
  });

  test('gets the states of its calls if the rest of it differs', () => {
    const other: AssistantPart = { type: 'text', text: 'Shortened.' };
    expect(knowing(answer).restore('key', turn(other, call('c1', 'it')))).toEqual(
      turn(other, answer[2] as AssistantPart),
    );
  });
});

test.each<[string, readonly Message[]]>([
  ['with its states', turn(...answer)],
  ['of other arguments', turn(said, call('c1', 'elsewhere'))],
  ['of another id', turn(said, call('c9', 'it'))],
  ['without calls', turn(said)],
])('an answer %s stays unchanged', (_, messages) => {
  expect(knowing(answer).restore('key', messages)).toBe(messages);
});

test('another key sees no state of it', () => {
  const messages = turn(said, call('c1', 'it'));
  expect(knowing(answer).restore('other', messages)).toBe(messages);
});

test('two answers under one id are distinguished by their arguments', () => {
  const memory = knowing([call('c', 'a', { signature: 1 })], [call('c', 'b', { signature: 2 })]);
  expect(memory.restore('key', turn(call('c', 'a')))).toEqual(turn(call('c', 'a', { signature: 1 })));
});

test('the oldest answers are forgotten first', () => {
  const memory = new StateMemory({ ...defaultStateMemory, answers: 2 });
  for (const at of ['a', 'b', 'c']) memory.remember('key', [call(at, at, { signature: at })]);
  const restored = ['a', 'b', 'c'].map((at) => memory.restore('key', turn(call(at, at))));
  expect(restored.map((messages) => JSON.stringify(messages).includes('signature'))).toEqual([false, true, true]);
});

test('an answer that is too large is not kept, and the total is bounded', () => {
  const small = new StateMemory({ answers: 9, characters: 200, charactersOfOne: 150 });
  const parts = (at: string, length: number): AssistantPart[] => [call(at, at, { signature: 'x'.repeat(length) })];
  small.remember('key', parts('a', 500));
  small.remember('key', parts('b', 90));
  small.remember('key', parts('c', 90));
  const knows = (at: string): boolean => JSON.stringify(small.restore('key', turn(call(at, at)))).includes('signature');
  expect(['a', 'b', 'c'].map(knows)).toEqual([false, false, true]);
});

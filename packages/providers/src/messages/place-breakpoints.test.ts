import { describe, expect, it } from 'vitest';
import type { Message } from '../contract/message.ts';
import type { ModelRequest } from '../contract/request.ts';
import { modelRequest } from '../testing/model-request.ts';
import { placeBreakpoints } from './place-breakpoints.ts';

const long = 'word '.repeat(1_000);
const system = (text: string): Message => ({ role: 'system', text });
const user = (text: string, cacheBreakpoint?: boolean): Message => ({
  role: 'user',
  parts: [{ type: 'text', text, ...(cacheBreakpoint && { cacheBreakpoint }) }],
});
const assistant = (text: string): Message => ({ role: 'assistant', parts: [{ type: 'text', text }] });
const tool = { name: 'f', description: long, parameters: { type: 'object' } };

/** The marked places: `tools.0`, or the index of a message. */
function marks(difference: Partial<ModelRequest>): (string | number)[] {
  const { tools, messages } = placeBreakpoints(modelRequest(difference));
  return [
    ...tools.flatMap(({ cacheBreakpoint }, index) => (cacheBreakpoint ? `tools.${index}` : [])),
    ...messages.flatMap((message, index) =>
      (message.role === 'system' ? [message] : message.parts).flatMap((one) => (one.cacheBreakpoint ? index : [])),
    ),
  ];
}

describe('automatic breakpoints', () => {
  it.each<[string, Partial<ModelRequest>, (string | number)[]]>([
    ['none in a short prompt', { messages: [system('Be kind.'), user('Hi')] }, []],
    ['after long instructions', { messages: [system(long), user('Hi')] }, [0]],
    ['after the last of several instructions', { messages: [system(long), system('b'), user('Hi')] }, [1]],
    ['after long tools without instructions', { messages: [user('Hi')], tools: [tool, tool] }, ['tools.1']],
    ['after instructions, which hold the tools too', { messages: [system('a'), user('Hi')], tools: [tool] }, [0]],
    ['none after a single long question', { messages: [user(long)] }, []],
    [
      'after the last two questions of a long conversation',
      { messages: [user(long), assistant('b'), user('c')] },
      [0, 2],
    ],
    [
      'at most three',
      { messages: [system(long), user('a'), assistant('b'), user('c'), assistant('d'), user('e')] },
      [0, 3, 5],
    ],
  ])('%s', (_, difference, expected) => {
    expect(marks(difference)).toEqual(expected);
  });

  it("from the model's minimum of tokens on", () => {
    const traits = { thinksFirst: false, sampling: true, fallbackMaxOutputTokens: 1, cacheMinTokens: 4_096 };
    expect(marks({ messages: [system(long), user('Hi')], traits })).toEqual([]);
  });

  it('for an hour if the caller says so', () => {
    const promptCache = { mode: 'auto', ttl: 'long' } as const;
    const { messages } = placeBreakpoints(modelRequest({ messages: [system(long), user('Hi')], promptCache }));
    expect(messages[0]).toMatchObject({ cacheBreakpoint: { ttl: '1h' } });
  });

  it('none if the caller wants none, or only its own', () => {
    const messages = [system(long), user('Hi')];
    expect(marks({ messages, promptCache: { mode: 'off', ttl: 'short' } })).toEqual([]);
    expect(marks({ messages, promptCache: { mode: 'marked', ttl: 'short' } })).toEqual([]);
  });
});

describe("a caller's own breakpoints", () => {
  it('are the only ones', () => {
    expect(marks({ messages: [system(long), user('a', true), user('b')] })).toEqual([1]);
  });

  it("are the only ones in a provider's own form too", () => {
    const providerOptions = { anthropic: { cache_control: { type: 'ephemeral' } } };
    const marked: Message = { role: 'user', parts: [{ type: 'text', text: 'a', providerOptions }] };
    expect(marks({ messages: [system(long), marked] })).toEqual([]);
  });

  it('are the last four', () => {
    const messages = [user('1', true), user('2', true), user('3', true), user('4', true)];
    expect(marks({ tools: [{ ...tool, cacheBreakpoint: true }], messages })).toEqual([0, 1, 2, 3]);
  });

  it('are removed if caching is off', () => {
    expect(marks({ messages: [user('1', true)], promptCache: { mode: 'off', ttl: 'short' } })).toEqual([]);
  });
});

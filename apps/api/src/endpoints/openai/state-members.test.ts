import type { AssistantPart, ProviderState } from '@penstock/providers';
import { expect, test } from 'vitest';
import { assembleAnswer, readExtraContent } from './read-state-members.ts';
import { toExtraContent, toStateMembers } from './state-members.ts';

const stateOf = (dialect: string, value: ProviderState['value'], providerId = 'acme'): ProviderState => {
  return { providerId, dialect, value };
};
const call = { type: 'tool-call', id: 'c1', name: 'look', arguments: '{}' } as const;

/** The answer as a client sends it back: its text, its reasoning, its calls, and the members beside them. */
function returned(parts: readonly AssistantPart[]): readonly AssistantPart[] {
  const members = JSON.parse(JSON.stringify(toStateMembers(parts)));
  const textOf = (type: 'text' | 'reasoning') => parts.map((part) => (part.type === type ? part.text : '')).join('');
  const signed = (part: AssistantPart, extra: unknown): AssistantPart => {
    const state = readExtraContent(extra, members.penstock, 'extra_content');
    return { ...part, ...(state && { state }) };
  };
  const text = textOf('text') === '' ? [] : [signed({ type: 'text', text: textOf('text') }, members.extra_content)];
  const calls = parts.flatMap((part) => {
    if (part.type !== 'tool-call') return [];
    const { state, ...bare } = part;
    return [signed(bare, toExtraContent(state))];
  });
  const all = { ...members, reasoning_content: textOf('reasoning') };
  return assembleAnswer(all, [...text, ...calls], 'messages[0]');
}

test.each<[string, AssistantPart[]]>([
  ['nothing', [{ type: 'text', text: 'Fine.' }, call]],
  [
    'details of OpenRouter',
    [
      {
        type: 'reasoning',
        text: 'Hm.',
        state: stateOf('openai', { field: 'reasoning', reasoning_details: [{ a: 1 }] }),
      },
      { type: 'text', text: 'Fine.', state: stateOf('openai', { extra_content: { b: 2 } }) },
    ],
  ],
  ['the member alone', [{ type: 'reasoning', text: 'Hm.', state: stateOf('openai', { field: 'thinking' }) }]],
  ['reasoning without a signature', [{ type: 'reasoning', text: 'Hm.', state: stateOf('ollama', {}) }]],
  [
    'signatures of another package, between texts and calls',
    [
      { type: 'reasoning', text: 'Hm.', state: stateOf('ai-sdk', { bedrock: { signature: 's' } }) },
      { type: 'text', text: 'Fine.' },
      { type: 'reasoning', text: 'Ah.', state: stateOf('ai-sdk', { bedrock: { signature: 't' } }) },
      { ...call, state: stateOf('ai-sdk', { bedrock: { u: 1 } }) },
    ],
  ],
])('%s comes back unchanged', (_, parts) => {
  expect(returned(parts)).toEqual(parts);
});

test('reasoning of Claude comes back in the form of OpenRouter, in its place and for its provider', () => {
  const thinking = (signature: string) => stateOf('anthropic', { type: 'thinking', signature });
  const parts = returned([
    { type: 'reasoning', text: 'One.', state: thinking('s1') },
    { type: 'text', text: 'Fine.' },
    { type: 'reasoning', text: '', state: stateOf('anthropic', { type: 'redacted_thinking', data: 'd' }) },
    call,
  ]);
  const format = 'anthropic-claude-v1';
  const signed = { type: 'reasoning.text', text: 'One.', signature: 's1', format, index: 0 };
  const hidden = { type: 'reasoning.encrypted', data: 'd', format, index: 2 };
  expect(parts).toEqual([
    { type: 'reasoning', text: 'One.', state: stateOf('openai', { reasoning_details: [signed] }) },
    { type: 'text', text: 'Fine.' },
    { type: 'reasoning', text: '', state: stateOf('openai', { reasoning_details: [hidden] }) },
    call,
  ]);
});

test('of an answer by several providers, the last one gets its own state back', () => {
  const members = toStateMembers([
    { type: 'reasoning', text: 'One.', state: stateOf('ai-sdk', { a: 1 }, 'first') },
    { type: 'reasoning', text: 'Two.', state: stateOf('ai-sdk', { b: 1 }, 'second') },
  ]);
  expect(members).toEqual({
    reasoning_details: [{ type: 'reasoning.text', text: 'Two.', format: 'ai-sdk', index: 1, state: { b: 1 } }],
    penstock: { provider: 'second', dialect: 'ai-sdk' },
  });
});

test('a place after the end is the end, and details that are too large are refused with their path', () => {
  const tag = { provider: 'acme', dialect: 'ai-sdk' };
  const detail = { text: 'Hm.', index: 1e9, state: { a: 1 } };
  const parts = assembleAnswer({ reasoning_details: [detail], penstock: tag }, [call], 'messages[0]');
  expect(parts).toMatchObject([call, { type: 'reasoning', text: 'Hm.' }]);
  const large = { reasoning_details: [{ data: 'x'.repeat(2e6) }] };
  expect(() => assembleAnswer(large, [], 'messages[0]')).toThrow(/messages\[0\]\.reasoning_details/);
});

import { expect, test } from 'vitest';
import { asCurl, asGraphql } from './template-code.ts';
import {
  draftOf,
  inputOf,
  linesOf,
  newMessage,
  parseValue,
  type TemplateContent,
  variablesOf,
} from './template-draft.ts';

const content: TemplateContent = {
  id: 'a',
  name: 'explain',
  version: 2,
  description: 'Explains.',
  workspaceId: null,
  createdAt: '2026-01-01T00:00:00Z',
  createdBy: 'Ada',
  messages: [
    { role: 'SYSTEM', content: 'In {{words}} words. \\{{no}} {"json": {{ facts }}}', toolCallId: null, toolCalls: [] },
    { role: 'ASSISTANT', content: '', toolCallId: null, toolCalls: [{ id: 'c1', name: 'look', arguments: '{}' }] },
    { role: 'TOOL', content: 'Found.', toolCallId: 'c1', toolCalls: [] },
    { role: 'USER', content: 'Explain {{topic}} and {{topic}}.', toolCallId: null, toolCalls: [] },
  ],
  variables: [
    { name: 'words', type: 'NUMBER', required: true, default: 50 },
    { name: 'facts', type: 'JSON', required: false, default: null },
    { name: 'topic', type: 'STRING', required: true, default: null },
  ],
};

test('the variables of a draft are its placeholders, each once; a placeholder after a backslash is text', () => {
  expect(variablesOf({ messages: draftOf(content).messages })).toEqual(['words', 'facts', 'topic']);
});

test('a draft of a version is saved as that version', () => {
  const input = inputOf(draftOf(content));
  expect(input).toEqual({
    name: 'explain',
    description: 'Explains.',
    workspaceId: null,
    messages: [
      { role: 'SYSTEM', content: content.messages[0]?.content },
      { role: 'ASSISTANT', content: '', toolCalls: [{ id: 'c1', name: 'look', arguments: '{}' }] },
      { role: 'TOOL', content: 'Found.', toolCallId: 'c1' },
      { role: 'USER', content: 'Explain {{topic}} and {{topic}}.' },
    ],
    variables: [
      { name: 'words', type: 'NUMBER', required: true, default: 50 },
      { name: 'facts', type: 'JSON', required: false },
      { name: 'topic', type: 'STRING', required: true },
    ],
  });
  expect(linesOf(input)).toBe(linesOf(content));
});

test('a new placeholder is a required text, and a removed placeholder gets its settings back when it returns', () => {
  const draft = draftOf(content);
  const changed = { ...draft, messages: [{ ...newMessage('USER'), content: '{{fresh}}' }] };
  expect(inputOf(changed).variables).toEqual([{ name: 'fresh', type: 'STRING', required: true }]);
  const back = { ...changed, messages: [{ ...newMessage('USER'), content: '{{words}}' }] };
  expect(inputOf(back).variables).toEqual([{ name: 'words', type: 'NUMBER', required: true, default: 50 }]);
});

test.each([
  ['STRING', 'a', 'a'],
  ['NUMBER', '1.5', 1.5],
  ['BOOLEAN', 'false', false],
  ['JSON', '{"a":[1]}', { a: [1] }],
] as const)('a value of type %s is read from its text', (type, text, value) => {
  expect(parseValue('x', type, text)).toEqual(value);
});

test.each([
  ['NUMBER', '', "'x' must be a number."],
  ['NUMBER', 'two', "'x' must be a number."],
  ['BOOLEAN', 'yes', "'x' must be true or false."],
  ['JSON', '{', "'x' must be JSON."],
] as const)('a text that is not of type %s is reported: %s', (type, text, problem) => {
  expect(() => parseValue('x', type, text)).toThrow(problem);
});

test('calls that cannot be read are reported by their message', () => {
  const draft = draftOf(content);
  for (const toolCalls of ['{', '{}', '[{"id": 1}]', '[null]']) {
    const messages = draft.messages.map((one) => (one.role === 'ASSISTANT' ? { ...one, toolCalls } : one));
    expect(() => inputOf({ ...draft, messages })).toThrow('The calls of message 2');
  }
});

test('a call is copied as GraphQL and as a shell command', () => {
  const use = { name: "it's", variables: [{ name: 'words', type: 'NUMBER' as const }] };
  expect(asGraphql(use)).toContain(`template: { name: "it's", variables: { words: 1 } }`);
  expect(asCurl(use, 'https://api.test')).toContain('curl https://api.test/v1/chat/completions');
  expect(asCurl(use, 'https://api.test')).toContain(`"name":"it'\\''s"`);
  expect(asGraphql({ name: 'plain', variables: [] })).toContain('template: { name: "plain" }');
});

import { expect, it } from 'vitest';
import type { Message } from '../contract/message.ts';
import { assistantMessage, toolMessage, userMessage } from '../testing/messages.ts';
import { textOfMessage } from './message-texts.ts';
import type { WriteContext } from './write-context.ts';
import { type MessageWriter, writeMessages } from './write-messages.ts';

const write: MessageWriter = {
  system: ({ text }) => ({ system: text }),
  user: (message, path) => ({
    user: message.parts.map((part) => (part.type === 'text' ? part.text : part.type)),
    path,
  }),
  assistant: (message) => (message.parts.length === 0 ? null : { assistant: textOfMessage(message) }),
  tool: (_, text) => ({ tool: text }),
};

const image = { type: 'image', image: { type: 'base64', mediaType: 'image/png', data: 'AA' } } as const;
const withImage = (id: string): Message => ({
  ...toolMessage(id, 'look', ''),
  parts: [{ type: 'text', text: id }, image],
});

function written(...messages: Message[]): { objects: object[]; warnings: WriteContext['warnings'] } {
  const context: WriteContext = { providerId: 'acme', dialect: 'openai', warnings: [] };
  return { objects: writeMessages(messages, context, write), warnings: context.warnings };
}

it('writes each message, with its options, and omits messages without content', () => {
  const providerOptions = { acme: { name: 'Ann' }, other: { name: 'Bob' } };
  const messages = [
    { role: 'system', text: 'a' } as const,
    { ...userMessage('b'), providerOptions },
    assistantMessage(''),
  ];
  expect(written(...messages)).toEqual({
    objects: [{ system: 'a' }, { user: ['b'], path: 'messages.1', name: 'Ann' }],
    warnings: [],
  });
});

it('puts files of results after all results of parallel calls, with a warning', () => {
  const { objects, warnings } = written(
    withImage('a'),
    toolMessage('b', 'wait', 'b'),
    withImage('c'),
    userMessage('d'),
  );
  const files = ['Files of the result of look (a):', 'image', 'Files of the result of look (c):', 'image'];
  expect(objects).toEqual([
    { tool: 'a' },
    { tool: 'b' },
    { tool: 'c' },
    { user: files, path: 'messages.3' },
    { user: ['d'], path: 'messages.3' },
  ]);
  expect(warnings).toMatchObject([
    { path: 'messages.0.parts', action: 'converted' },
    { path: 'messages.2.parts', action: 'converted' },
  ]);
  expect(written(withImage('a')).objects).toHaveLength(2);
});

import { expect, test } from 'vitest';
import { toRequestInput } from './stored-request.ts';

const call = {
  type: 'chat',
  messages: [
    { role: 'system', text: 'Be brief.' },
    { role: 'user', parts: [{ type: 'text', text: 'Hi' }] },
    {
      role: 'user',
      parts: [
        { type: 'text', text: 'Look' },
        { type: 'image', image: { type: 'url', url: 'https://a/b.png' } },
        { type: 'image', image: { type: 'base64', mediaType: 'image/png', data: '' } },
      ],
    },
    { role: 'assistant', parts: [{ type: 'tool-call', id: '1', name: 'find', arguments: '{"q":1}' }] },
    { role: 'tool', toolCallId: '1', toolName: 'find', isError: false, parts: [{ type: 'text', text: 'found' }] },
  ],
  tools: [{ name: 'find', description: null, parameters: { type: 'object' } }],
  responseFormat: { type: 'text' },
  temperature: 0.5,
  maxOutputTokens: 100,
  stop: [],
};

test('a stored request becomes the input that repeats it', () => {
  expect(toRequestInput({ call, routing: { model: 'a/b', strategy: null, taskType: 'chat' } })).toEqual({
    messages: [
      { role: 'SYSTEM', content: 'Be brief.' },
      { role: 'USER', content: 'Hi' },
      {
        role: 'USER',
        parts: [
          { type: 'TEXT', text: 'Look' },
          { type: 'IMAGE', url: 'https://a/b.png' },
        ],
      },
      { role: 'ASSISTANT', parts: [{ type: 'TOOL_CALL', toolCallId: '1', name: 'find', arguments: { q: 1 } }] },
      { role: 'TOOL', toolCallId: '1', isError: false, content: 'found' },
    ],
    tools: [{ name: 'find', description: null, parameters: { type: 'object' } }],
    temperature: 0.5,
    maxTokens: 100,
    model: 'a/b',
    taskType: 'chat',
  });
});

test('a request that is no chat, or cannot be read, has none', () => {
  expect(toRequestInput({ call: { type: 'embedding', inputs: ['x'] }, routing: {} })).toBeNull();
  expect(toRequestInput(null)).toBeNull();
});

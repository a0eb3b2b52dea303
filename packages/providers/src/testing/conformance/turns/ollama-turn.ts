import { expect } from 'vitest';
import { laterMessages, type RecordedTurn, secondMessage } from '../recorded-turn.ts';

const line = (message: object, more: object = {}): string =>
  `${JSON.stringify({ model: 'm', message: { role: 'assistant', content: '', ...message }, done: false, ...more })}\n`;

const look = { function: { name: 'look', arguments: { at: 'it' } } };
const wait = { function: { name: 'wait', arguments: {} } };

/** Ollama's thinking. It has no opaque data. */
export const ollamaTurn: RecordedTurn = {
  send(response) {
    response.writeHead(200, { 'content-type': 'application/x-ndjson' });
    response.write(line({ thinking: 'I must ' }) + line({ thinking: 'look.' }) + line({ content: 'I look.' }));
    response.end(line({ tool_calls: [look, wait] }) + line({}, { done: true, done_reason: 'stop', eval_count: 1 }));
  },
  parts: ['reasoning', 'text', 'tool-call', 'tool-call'],
  findAnswer: secondMessage,
  own: { role: 'assistant', content: 'I look.', thinking: 'I must look.', tool_calls: [look, wait] },
  foreign: { role: 'assistant', content: 'I look.', tool_calls: [look, wait] },
  findResults: laterMessages,
  results: [
    { role: 'tool', tool_name: 'look', content: 'A cat.' },
    { role: 'tool', tool_name: 'wait', content: 'Error: Too late.' },
    {
      role: 'user',
      content: expect.stringMatching(/^Files of the result of look \(.+\):$/),
      images: ['iVBORw0KGgo='],
    },
  ],
  file: null,
  ownReasoning: { role: 'assistant', content: 'So.', thinking: 'My own thought.' },
};

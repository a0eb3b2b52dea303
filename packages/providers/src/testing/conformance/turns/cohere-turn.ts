import { sendEvents } from '../../local-upstream.ts';
import { laterMessages, type RecordedTurn, secondMessage } from '../recorded-turn.ts';

const event = (type: string, message: object, index = 0): object => ({ type, index, delta: { message } });
const call = (index: number, id: string, name: string, args: string): readonly object[] => [
  event('tool-call-start', { tool_calls: { id, type: 'function', function: { name, arguments: '' } } }, index),
  ...(args === '' ? [] : [event('tool-call-delta', { tool_calls: { function: { arguments: args } } }, index)]),
  { type: 'tool-call-end', index },
];

const look = { id: 'call_1', type: 'function', function: { name: 'look', arguments: '{"at":"it"}' } };
const wait = { id: 'call_2', type: 'function', function: { name: 'wait', arguments: '{}' } };

/** Cohere's thinking, which goes back in its content. It has no opaque data. */
export const cohereTurn: RecordedTurn = {
  send: (response) =>
    sendEvents(response, [
      { type: 'message-start', id: 'r-1' },
      event('content-start', { content: { type: 'thinking', thinking: '' } }),
      event('content-delta', { content: { thinking: 'I must look.' } }),
      { type: 'content-end', index: 0 },
      event('content-start', { content: { type: 'text', text: '' } }, 1),
      event('content-delta', { content: { text: 'I look.' } }, 1),
      { type: 'content-end', index: 1 },
      ...call(0, 'call_1', 'look', '{"at":"it"}'),
      ...call(1, 'call_2', 'wait', ''),
      { type: 'message-end', delta: { finish_reason: 'TOOL_CALL', usage: { tokens: { input_tokens: 1 } } } },
    ]),
  parts: ['reasoning', 'text', 'tool-call', 'tool-call'],
  findAnswer: secondMessage,
  own: {
    role: 'assistant',
    content: [
      { type: 'thinking', thinking: 'I must look.' },
      { type: 'text', text: 'I look.' },
    ],
    tool_calls: [look, wait],
  },
  foreign: { role: 'assistant', tool_plan: 'I look.', tool_calls: [look, wait] },
  findResults: laterMessages,
  results: [
    { role: 'tool', tool_call_id: 'call_1', content: 'A cat.' },
    { role: 'tool', tool_call_id: 'call_2', content: 'Error: Too late.' },
    {
      role: 'user',
      content: [
        { type: 'text', text: 'Files of the result of look (call_1):' },
        { type: 'image_url', image_url: { url: 'data:image/png;base64,iVBORw0KGgo=' } },
      ],
    },
  ],
  file: null,
  ownReasoning: {
    role: 'assistant',
    content: [
      { type: 'thinking', thinking: 'My own thought.' },
      { type: 'text', text: 'So.' },
    ],
  },
};

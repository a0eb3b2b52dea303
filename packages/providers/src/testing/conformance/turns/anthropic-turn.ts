import { sendEvents } from '../../local-upstream.ts';
import { laterMessages, type RecordedTurn, secondMessage } from '../recorded-turn.ts';

const start = (index: number, content_block: object): object => ({ type: 'content_block_start', index, content_block });
const delta = (index: number, piece: object): object => ({ type: 'content_block_delta', index, delta: piece });
const stop = (index: number): object => ({ type: 'content_block_stop', index });

const answer = [
  { type: 'text', text: 'I look.' },
  { type: 'tool_use', id: 'call_1', name: 'look', input: { at: 'it' } },
  { type: 'tool_use', id: 'call_2', name: 'wait', input: {} },
];

/** Claude's signed thinking, visible and redacted. */
export const anthropicTurn: RecordedTurn = {
  send: (response) =>
    sendEvents(response, [
      { type: 'message_start', message: { id: 'r-1', model: 'm', usage: { input_tokens: 1, output_tokens: 1 } } },
      start(0, { type: 'thinking', thinking: '', signature: '' }),
      delta(0, { type: 'thinking_delta', thinking: 'I must ' }),
      delta(0, { type: 'thinking_delta', thinking: 'look.' }),
      delta(0, { type: 'signature_delta', signature: 'OPAQUE-1' }),
      stop(0),
      start(1, { type: 'redacted_thinking', data: 'OPAQUE-2' }),
      stop(1),
      start(2, { type: 'text', text: '' }),
      delta(2, { type: 'text_delta', text: 'I look.' }),
      stop(2),
      start(3, { type: 'tool_use', id: 'call_1', name: 'look', input: {} }),
      delta(3, { type: 'input_json_delta', partial_json: '{"at":"it"}' }),
      stop(3),
      start(4, { type: 'tool_use', id: 'call_2', name: 'wait', input: {} }),
      stop(4),
      { type: 'message_delta', delta: { stop_reason: 'tool_use' }, usage: { output_tokens: 9 } },
      { type: 'message_stop' },
    ]),
  parts: ['reasoning', 'reasoning', 'text', 'tool-call', 'tool-call'],
  findAnswer: secondMessage,
  own: {
    role: 'assistant',
    content: [
      { type: 'thinking', thinking: 'I must look.', signature: 'OPAQUE-1' },
      { type: 'redacted_thinking', data: 'OPAQUE-2' },
      ...answer,
    ],
  },
  foreign: { role: 'assistant', content: answer },
  findResults: laterMessages,
  results: [
    {
      role: 'user',
      content: [
        {
          type: 'tool_result',
          tool_use_id: 'call_1',
          content: [
            { type: 'text', text: 'A cat.' },
            { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'iVBORw0KGgo=' } },
          ],
        },
        { type: 'tool_result', tool_use_id: 'call_2', content: 'Too late.', is_error: true },
      ],
    },
  ],
  file: {
    role: 'user',
    content: [
      { type: 'text', text: 'Read this.' },
      {
        type: 'document',
        source: { type: 'base64', media_type: 'application/pdf', data: 'JVBERi0=' },
        title: 'paper.pdf',
      },
    ],
  },
  ownReasoning: null,
};

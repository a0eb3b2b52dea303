import { sendEvents } from '../../local-upstream.ts';
import { laterMessages, type RecordedTurn, secondMessage } from '../recorded-turn.ts';

const delta = (members: object, finish_reason: string | null = null): object => ({
  id: 'r-1',
  model: 'm',
  choices: [{ index: 0, delta: members, finish_reason }],
});

const call = (index: number, id: string, name: string, args: string, more: object = {}): object => ({
  tool_calls: [{ index, id, type: 'function', function: { name, arguments: args }, ...more }],
});

const look = { id: 'call_1', type: 'function', function: { name: 'look', arguments: '{"at":"it"}' } };
const wait = { id: 'call_2', type: 'function', function: { name: 'wait', arguments: '{}' } };
const signature = { extra_content: { google: { thought_signature: 'OPAQUE-call' } } };

/** OpenRouter's details, DeepSeek's reasoning and Google's signatures, all in one answer. */
export const openAiTurn: RecordedTurn = {
  send: (response) =>
    sendEvents(response, [
      delta({
        role: 'assistant',
        content: '',
        reasoning_content: 'I must ',
        reasoning_details: [{ type: 'reasoning.text', index: 0, text: 'I must ', format: 'x', signature: null }],
      }),
      delta({
        reasoning_content: 'look.',
        reasoning_details: [{ type: 'reasoning.text', index: 0, text: 'look.', signature: 'OPAQUE-text' }],
      }),
      delta({ reasoning_details: [{ type: 'reasoning.encrypted', index: 1, data: 'OPAQUE-data' }] }),
      delta({ content: 'I look.', extra_content: { google: { thought_signature: 'OPAQUE-answer' } } }),
      delta(call(0, 'call_1', 'look', '{"at":"it"}', signature)),
      delta(call(1, 'call_2', 'wait', '')),
      delta({}, 'tool_calls'),
      '[DONE]',
    ]),
  parts: ['reasoning', 'text', 'tool-call', 'tool-call'],
  findAnswer: secondMessage,
  own: {
    role: 'assistant',
    content: 'I look.',
    reasoning_content: 'I must look.',
    reasoning_details: [
      { type: 'reasoning.text', index: 0, text: 'I must look.', format: 'x', signature: 'OPAQUE-text' },
      { type: 'reasoning.encrypted', index: 1, data: 'OPAQUE-data' },
    ],
    extra_content: { google: { thought_signature: 'OPAQUE-answer' } },
    tool_calls: [{ ...look, ...signature }, wait],
  },
  foreign: { role: 'assistant', content: 'I look.', tool_calls: [look, wait] },
  findResults: laterMessages,
  results: [
    { role: 'tool', tool_call_id: 'call_1', name: 'look', content: 'A cat.' },
    { role: 'tool', tool_call_id: 'call_2', name: 'wait', content: 'Error: Too late.' },
    {
      role: 'user',
      content: [
        { type: 'text', text: 'Files of the result of look (call_1):' },
        { type: 'image_url', image_url: { url: 'data:image/png;base64,iVBORw0KGgo=' } },
      ],
    },
  ],
  file: {
    role: 'user',
    content: [
      { type: 'text', text: 'Read this.' },
      { type: 'file', file: { filename: 'paper.pdf', file_data: 'data:application/pdf;base64,JVBERi0=' } },
    ],
  },
  ownReasoning: { role: 'assistant', content: 'So.', reasoning_content: 'My own thought.' },
};

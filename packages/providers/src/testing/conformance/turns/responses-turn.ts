import type { JsonObject } from '../../../json/read-json-value.ts';
import { sendEvents } from '../../local-upstream.ts';
import type { RecordedTurn } from '../recorded-turn.ts';

const response = (status: string): object => ({ id: 'r-1', model: 'm', status, output: [] });
const item = (type: string, output_index: number, members: object): object => ({
  type: `response.output_item.${type}`,
  output_index,
  item: members,
});
const call = (id: string, name: string, args: string): object => ({
  type: 'function_call',
  id: `fc_${id}`,
  call_id: id,
  name,
  arguments: args,
  status: 'completed',
});
const summary = { item_id: 'rs_1', output_index: 0, summary_index: 0 };
const place = { item_id: 'msg_1', output_index: 2, content_index: 0 };
const said = [{ type: 'output_text', text: 'I look.', annotations: [], logprobs: [] }];

const look = { type: 'function_call', call_id: 'call_1', name: 'look', arguments: '{"at":"it"}' };
const wait = { type: 'function_call', call_id: 'call_2', name: 'wait', arguments: '{}' };
const answer = { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'I look.' }] };

/** Encrypted reasoning, with a summary and without, and a phase of the text. No id goes back. */
export const responsesTurn: RecordedTurn = {
  send: (socket) =>
    sendEvents(socket, [
      { type: 'response.created', response: response('in_progress') },
      item('added', 0, { type: 'reasoning', id: 'rs_1', summary: [], encrypted_content: 'OPAQUE-begun' }),
      { type: 'response.reasoning_summary_part.added', ...summary, part: { type: 'summary_text', text: '' } },
      { type: 'response.reasoning_summary_text.delta', ...summary, delta: 'I must ' },
      { type: 'response.reasoning_summary_text.delta', ...summary, delta: 'look.' },
      { type: 'response.reasoning_summary_text.done', ...summary, text: 'I must look.' },
      item('done', 0, {
        type: 'reasoning',
        id: 'rs_1',
        summary: [{ type: 'summary_text', text: 'I must look.' }],
        encrypted_content: 'OPAQUE-shown',
      }),
      item('added', 1, { type: 'reasoning', id: 'rs_2', summary: [] }),
      item('done', 1, { type: 'reasoning', id: 'rs_2', summary: [], encrypted_content: 'OPAQUE-hidden' }),
      item('added', 2, { type: 'message', id: 'msg_1', role: 'assistant', content: [], status: 'in_progress' }),
      { type: 'response.output_text.delta', ...place, delta: 'I look.' },
      { type: 'response.output_text.done', ...place, text: 'I look.' },
      item('done', 2, { type: 'message', id: 'msg_1', role: 'assistant', content: said, phase: 'commentary' }),
      item('added', 3, { ...call('call_1', 'look', ''), status: 'in_progress' }),
      { type: 'response.function_call_arguments.delta', item_id: 'fc_call_1', output_index: 3, delta: '{"at":' },
      { type: 'response.function_call_arguments.delta', item_id: 'fc_call_1', output_index: 3, delta: '"it"}' },
      item('done', 3, call('call_1', 'look', '{"at":"it"}')),
      item('added', 4, { ...call('call_2', 'wait', ''), status: 'in_progress' }),
      item('done', 4, call('call_2', 'wait', '{}')),
      { type: 'response.completed', response: response('completed') },
    ]),
  parts: ['reasoning', 'reasoning', 'text', 'tool-call', 'tool-call'],
  findAnswer: ({ input }: JsonObject) => (Array.isArray(input) ? input.slice(1, -1) : undefined),
  own: [
    {
      type: 'reasoning',
      summary: [{ type: 'summary_text', text: 'I must look.' }],
      encrypted_content: 'OPAQUE-shown',
    },
    { type: 'reasoning', summary: [], encrypted_content: 'OPAQUE-hidden' },
    { ...answer, phase: 'commentary' },
    look,
    wait,
  ],
  foreign: [answer, look, wait],
  findResults: ({ input }: JsonObject) => {
    if (!Array.isArray(input)) return undefined;
    const end = input.findLastIndex(({ role, type }) => role === 'assistant' || type === 'function_call');
    return input.slice(end + 1);
  },
  results: [
    {
      type: 'function_call_output',
      call_id: 'call_1',
      output: [
        { type: 'input_text', text: 'A cat.' },
        { type: 'input_image', image_url: 'data:image/png;base64,iVBORw0KGgo=', detail: 'auto' },
      ],
    },
    { type: 'function_call_output', call_id: 'call_2', output: 'Error: Too late.' },
  ],
  file: {
    role: 'user',
    content: [
      { type: 'input_text', text: 'Read this.' },
      { type: 'input_file', filename: 'paper.pdf', file_data: 'data:application/pdf;base64,JVBERi0=' },
    ],
  },
  ownReasoning: null,
};

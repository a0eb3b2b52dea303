import type { WireForm } from '../wire-form.ts';

const place = { item_id: 'msg_1', output_index: 0, content_index: 0 };
const usage = { input_tokens: 10, output_tokens: 5, total_tokens: 15 };
const response = (status: string, more: object = {}): object => ({
  id: 'r-1',
  object: 'response',
  model: 'm',
  status,
  error: null,
  incomplete_details: null,
  ...more,
});
const message = (content: readonly object[], status = 'completed'): object => ({
  type: 'message',
  id: 'msg_1',
  status,
  role: 'assistant',
  content,
});

/** The named events of OpenAI's Responses. */
export const responsesWire: WireForm = {
  isLines: false,
  opening: [
    { type: 'response.created', response: response('in_progress', { output: [] }) },
    { type: 'response.in_progress', response: response('in_progress', { output: [] }) },
    { type: 'response.output_item.added', output_index: 0, item: message([], 'in_progress') },
    { type: 'response.content_part.added', ...place, part: { type: 'output_text', text: '' } },
  ],
  text: (delta) => ({ type: 'response.output_text.delta', ...place, delta, logprobs: [] }),
  call: (call, id, name, pieces) => {
    const output_index = call + 1;
    const item_id = `fc_${id}`;
    const item = (status: string, args: string): object => ({
      type: 'function_call',
      id: item_id,
      status,
      call_id: id,
      name,
      arguments: args,
    });
    const args = pieces.join('');
    return [
      { type: 'response.output_item.added', output_index, item: item('in_progress', '') },
      ...pieces.map((delta) => ({ type: 'response.function_call_arguments.delta', item_id, output_index, delta })),
      { type: 'response.function_call_arguments.done', item_id, output_index, name, arguments: args },
      { type: 'response.output_item.done', output_index, item: item('completed', args) },
    ];
  },
  ending: (reason) => {
    if (reason === 'stop') return [{ type: 'response.completed', response: response('completed', { usage }) }];
    const incomplete_details = { reason: reason === 'length' ? 'max_output_tokens' : 'content_filter' };
    return [{ type: 'response.incomplete', response: response('incomplete', { incomplete_details, usage }) }];
  },
  mark: null,
  mayFinishEarly: false,
  document: (text) => response('completed', { output: [message([{ type: 'output_text', text }])], usage }),
  refusal: (refusal) => [
    { type: 'response.created', response: response('in_progress') },
    { type: 'response.refusal.delta', ...place, delta: refusal },
    { type: 'response.refusal.done', ...place, refusal },
    { type: 'response.completed', response: response('completed', { usage }) },
  ],
  unusable: null,
  image: (mediaType, result) => {
    const output_format = mediaType.slice('image/'.length);
    const item = { type: 'image_generation_call', id: 'ig_1', status: 'completed', result, output_format };
    return { type: 'response.output_item.done', output_index: 0, item };
  },
};

import type { WireForm } from '../wire-form.ts';

const start = {
  type: 'message_start',
  message: { id: 'r-1', model: 'm', usage: { input_tokens: 10, output_tokens: 1 } },
};
const stop = (stop_reason: string, more: object = {}): object => ({
  type: 'message_delta',
  delta: { stop_reason, ...more },
  usage: { output_tokens: 5 },
});

/** Anthropic's events. */
export const anthropicWire: WireForm = {
  isLines: false,
  opening: [start, { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } }],
  text: (text) => ({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text } }),
  call: (call, id, name, pieces) => {
    const index = call + 1;
    return [
      { type: 'content_block_start', index, content_block: { type: 'tool_use', id, name, input: {} } },
      ...['', ...pieces].map((partial_json) => ({
        type: 'content_block_delta',
        index,
        delta: { type: 'input_json_delta', partial_json },
      })),
      { type: 'content_block_stop', index },
    ];
  },
  ending: (reason) => [stop({ stop: 'end_turn', length: 'max_tokens', filter: 'refusal' }[reason])],
  mark: { type: 'message_stop' },
  mayFinishEarly: false,
  document: (text) => ({
    type: 'message',
    id: 'r-1',
    model: 'm',
    content: [{ type: 'text', text }],
    stop_reason: 'end_turn',
    usage: { input_tokens: 10, output_tokens: 5 },
  }),
  refusal: (explanation) => [start, stop('refusal', { stop_details: { type: 'refusal', explanation } })],
  unusable: null,
  image: null,
};

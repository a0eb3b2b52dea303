import type { WireForm } from '../wire-form.ts';

const usage = { billed_units: { input_tokens: 10, output_tokens: 5 } };
const message = (type: string, index: number, members: object): object => ({
  type,
  index,
  delta: { message: members },
});

/** Cohere's events. */
export const cohereWire: WireForm = {
  isLines: false,
  opening: [{ type: 'message-start', id: 'r-1', delta: { message: { role: 'assistant' } } }],
  text: (text) => message('content-delta', 0, { content: { text } }),
  call: (index, id, name, pieces) => [
    message('tool-call-start', index, {
      tool_calls: { id, type: 'function', function: { name, arguments: '' } },
    }),
    ...pieces.map((text) => message('tool-call-delta', index, { tool_calls: { function: { arguments: text } } })),
    { type: 'tool-call-end', index },
  ],
  ending: (reason) => {
    const finish_reason = { stop: 'COMPLETE', length: 'MAX_TOKENS', filter: 'ERROR_TOXIC' }[reason];
    return [{ type: 'message-end', delta: { finish_reason, usage } }];
  },
  mark: null,
  mayFinishEarly: false,
  document: (text) => ({
    id: 'r-1',
    finish_reason: 'COMPLETE',
    message: { role: 'assistant', content: [{ type: 'text', text }] },
    usage,
  }),
  refusal: null,
  unusable: null,
  image: null,
};

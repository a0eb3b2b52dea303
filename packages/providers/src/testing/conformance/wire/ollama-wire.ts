import type { WireForm } from '../wire-form.ts';

const line = (message: object, more: object = {}): object => ({
  model: 'm',
  message: { role: 'assistant', content: '', ...message },
  done: false,
  ...more,
});
const counts = { prompt_eval_count: 10, eval_count: 5 };

/** Ollama's lines. Calls come whole. */
export const ollamaWire: WireForm = {
  isLines: true,
  text: (content) => line({ content }),
  call: (_index, id, name, pieces) => [
    line({ tool_calls: [{ id, function: { name, arguments: JSON.parse(pieces.join('')) } }] }),
  ],
  ending: (reason) => [line({}, { done: true, done_reason: reason === 'length' ? 'length' : 'stop', ...counts })],
  mark: null,
  mayFinishEarly: false,
  document: (content) => line({ content }, { done: true, done_reason: 'stop', ...counts }),
  refusal: null,
  unusable: null,
  image: null,
};

import type { WireForm } from '../wire-form.ts';

const chunk = (delta: object, finish_reason: string | null = null): object => ({
  id: 'r-1',
  object: 'chat.completion.chunk',
  model: 'm',
  choices: [{ index: 0, delta, finish_reason }],
});

const usage = { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 };

/** OpenAI's chunks; images as OpenRouter sends them. */
export const openAiWire: WireForm = {
  isLines: false,
  text: (content) => chunk({ content }),
  call: (index, id, name, pieces) => [
    chunk({ tool_calls: [{ index, id, type: 'function', function: { name, arguments: '' } }] }),
    ...pieces.map((text) => chunk({ tool_calls: [{ index, function: { arguments: text } }] })),
  ],
  ending: (reason) => [
    chunk({}, { stop: 'stop', length: 'length', filter: 'content_filter' }[reason]),
    { id: 'r-1', choices: [], usage },
  ],
  mark: '[DONE]',
  mayFinishEarly: true,
  document: (content) => ({
    id: 'r-1',
    object: 'chat.completion',
    model: 'm',
    choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' }],
    usage,
  }),
  refusal: (words) => [chunk({ refusal: words }), chunk({}, 'stop'), { id: 'r-1', choices: [], usage }],
  unusable: chunk({}, 'function_call_filter: MALFORMED_FUNCTION_CALL'),
  image: (mediaType, data) =>
    chunk({ images: [{ type: 'image_url', image_url: { url: `data:${mediaType};base64,${data}` } }] }),
};

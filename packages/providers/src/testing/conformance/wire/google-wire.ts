import type { WireForm } from '../wire-form.ts';

const parts = (list: readonly object[], more: object = {}): object => ({
  candidates: [{ content: { role: 'model', parts: list }, index: 0, ...more }],
});
const usageMetadata = { promptTokenCount: 10, candidatesTokenCount: 5, totalTokenCount: 15 };

/** Google's chunks. Calls come whole. */
export const googleWire: WireForm = {
  isLines: false,
  text: (text) => parts([{ text }]),
  call: (_index, id, name, pieces) => [parts([{ functionCall: { id, name, args: JSON.parse(pieces.join('')) } }])],
  ending: (reason) => [
    {
      candidates: [{ finishReason: { stop: 'STOP', length: 'MAX_TOKENS', filter: 'SAFETY' }[reason], index: 0 }],
      usageMetadata,
    },
  ],
  mark: null,
  mayFinishEarly: true,
  document: (text) => ({ ...parts([{ text }], { finishReason: 'STOP' }), usageMetadata }),
  refusal: null,
  unusable: parts([], { finishReason: 'UNEXPECTED_TOOL_CALL' }),
  image: (mimeType, data) => parts([{ inlineData: { mimeType, data } }]),
};

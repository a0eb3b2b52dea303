import type { JsonObject } from '../../../json/read-json-value.ts';
import { sendEvents } from '../../local-upstream.ts';
import type { RecordedTurn } from '../recorded-turn.ts';

const chunk = (parts: readonly object[], finish: object = {}): object => ({
  candidates: [{ content: { parts, role: 'model' }, index: 0, ...finish }],
  usageMetadata: { promptTokenCount: 1, candidatesTokenCount: 1 },
  modelVersion: 'm',
  responseId: 'r-1',
});

const look = { functionCall: { name: 'look', args: { at: 'it' } } };
const wait = { functionCall: { name: 'wait', args: {} } };
const inlineData = { mimeType: 'image/png', data: 'iVBORw0KGgo=' };

function contents({ contents }: JsonObject): readonly unknown[] {
  return Array.isArray(contents) ? contents : [];
}

/** Gemini's thinking, and signatures on thinking, text and call. */
export const googleTurn: RecordedTurn = {
  send: (response) =>
    sendEvents(response, [
      chunk([{ text: 'I must ', thought: true }]),
      chunk([{ text: 'look.', thought: true, thoughtSignature: 'OPAQUE-1' }]),
      chunk([{ text: 'I ' }]),
      chunk([{ text: 'look.', thoughtSignature: 'OPAQUE-2' }]),
      chunk([{ ...look, thoughtSignature: 'OPAQUE-3' }, wait], { finishReason: 'STOP' }),
    ]),
  parts: ['reasoning', 'text', 'tool-call', 'tool-call'],
  findAnswer: (body) => contents(body)[1],
  own: {
    role: 'model',
    parts: [
      { text: 'I must look.', thought: true, thoughtSignature: 'OPAQUE-1' },
      { text: 'I look.', thoughtSignature: 'OPAQUE-2' },
      { ...look, thoughtSignature: 'OPAQUE-3' },
      wait,
    ],
  },
  foreign: { role: 'model', parts: [{ text: 'I look.' }, look, wait] },
  findResults: (body) => contents(body).slice(2),
  results: [
    {
      role: 'user',
      parts: [
        { functionResponse: { name: 'look', response: { result: 'A cat.' } } },
        { inlineData },
        { functionResponse: { name: 'wait', response: { error: 'Too late.' } } },
      ],
    },
  ],
  file: {
    role: 'user',
    parts: [{ text: 'Read this.' }, { inlineData: { mimeType: 'application/pdf', data: 'JVBERi0=' } }],
  },
  ownReasoning: { role: 'model', parts: [{ text: 'My own thought.', thought: true }, { text: 'So.' }] },
};

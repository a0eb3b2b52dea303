import { describe, expect, test } from 'vitest';
import { AnthropicAnswer } from '../anthropic/from-anthropic-event.ts';
import { CohereAnswer } from '../cohere/from-cohere-event.ts';
import type { StreamEvent } from '../contract/stream-event.ts';
import { GoogleAnswer } from '../google/from-google-event.ts';
import { errorFromEvent } from '../http/error-from-document.ts';
import { OllamaAnswer } from '../ollama/from-ollama-line.ts';
import { OpenAiAnswer } from '../openai/from-openai-event.ts';
import { ResponsesAnswer } from '../responses/from-responses-event.ts';
import type { AnswerTranslator } from './answer-translator.ts';

const context = { providerId: 'odd', model: 'model', secrets: [], hasPrefill: false };

/** Each dialect, with the event that ends an answer with a reason. */
const dialects: readonly [string, () => AnswerTranslator, (reason: string) => Record<string, unknown>][] = [
  [
    'openai',
    () => new OpenAiAnswer(context, { repeatedPrefill: null }),
    (reason) => ({ id: 'r', choices: [{ delta: { content: 'a' }, finish_reason: reason }] }),
  ],
  [
    'anthropic',
    () => new AnthropicAnswer(context, { answerTool: null, trailingSpace: '' }),
    (reason) => ({ type: 'message_delta', delta: { stop_reason: reason } }),
  ],
  [
    'responses',
    () => new ResponsesAnswer(context),
    (reason) => ({ type: 'response.incomplete', response: { incomplete_details: { reason } } }),
  ],
  ['google', () => new GoogleAnswer(context), (reason) => ({ candidates: [{ finishReason: reason }] })],
  [
    'cohere',
    () => new CohereAnswer(context, 'model'),
    (reason) => ({ type: 'message-end', delta: { finish_reason: reason } }),
  ],
  [
    'ollama',
    () => new OllamaAnswer(context),
    (reason) => ({ message: { content: 'a' }, done: true, done_reason: reason }),
  ],
];

const inherited = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf'];

describe.each(dialects)('an answer in the dialect %s', (_name, open, end) => {
  test.each(inherited)('that ends for the reason %s has an unknown reason', (reason) => {
    const answer = open();
    const events: StreamEvent[] = [];
    answer.translate(end(reason), events);
    answer.finish(0, events);
    expect(events.at(-1)).toMatchObject({ type: 'finish', reason: 'unknown', rawReason: reason });
  });
});

describe.each([
  ['openai', (name: string) => errorFromEvent({ error: { message: 'no', code: name, type: name } }, context)],
  ['anthropic', (name: string) => errorFromEvent({ error: { message: 'no', type: name } }, context)],
  ['google', (name: string) => errorFromEvent({ error: { message: 'no', status: name } }, context)],
])('a failure in the dialect %s', (_name, read) => {
  test.each(inherited)('with the name %s is a failure of the server', (name) => {
    expect(read(name)).toMatchObject({ kind: 'server-error' });
  });
});

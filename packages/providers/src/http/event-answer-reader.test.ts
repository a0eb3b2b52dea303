import { expect, it } from 'vitest';
import type { StreamEvent } from '../contract/stream-event.ts';
import { OpenAiAnswer } from '../openai/from-openai-event.ts';
import { toEvent } from '../testing/local-upstream.ts';
import { readInPieces } from '../testing/read-bytes.ts';
import { EventAnswerReader } from './event-answer-reader.ts';

const context = { providerId: 'acme', model: 'm', secrets: [], hasPrefill: false };
const warnings = [{ path: 'seed', action: 'dropped', message: 'There is none.' }] as const;

it.each([1, 10_000])('sends warnings with the start, once, in pieces of %i bytes', (pieceBytes) => {
  const answer = [{ id: 'r', choices: [{ delta: { content: 'Hi' }, finish_reason: 'stop' }] }, '[DONE]'];
  const translator = new OpenAiAnswer(context, { repeatedPrefill: null });
  const reader = new EventAnswerReader(context, translator, { warnings });
  const events: StreamEvent[] = readInPieces(reader, answer.map(toEvent).join(''), pieceBytes);
  expect(events[0]).toMatchObject({ type: 'start', warnings });
  expect(events.filter((event) => 'warnings' in event)).toHaveLength(1);
});

it.each([
  [
    'a document over several lines',
    '{\n  "error": {\n    "message": "Slow down.",\n    "code": 429\n  }\n}',
    'rate-limit',
    'Slow down',
  ],
  ['plain words', 'Internal Server Error', 'stream-cut', 'Internal Server Error'],
  ['a field of another server', 'trace: 1', 'stream-cut', 'without a finish reason'],
  ['a document that breaks off', '{\n  "error": {', 'stream-cut', 'cannot be read'],
])('keeps the text of %s after the events', (_, rest, kind, words) => {
  const begun = toEvent({ id: 'r', choices: [{ delta: { content: 'Hi' } }] });
  for (const pieceBytes of [1, 10_000]) {
    const reader = new EventAnswerReader(context, new OpenAiAnswer(context, { repeatedPrefill: null }));
    const read = () => readInPieces(reader, begun + rest, pieceBytes);
    expect(read).toThrow(expect.objectContaining({ kind, message: expect.stringContaining(words) }));
  }
});

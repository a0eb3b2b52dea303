import { describe, expect, it } from 'vitest';
import type { StreamEvent } from '../contract/stream-event.ts';
import { EventAnswerReader } from '../http/event-answer-reader.ts';
import { checkEventOrder } from '../stream/check-event-order.ts';
import { toEvent } from '../testing/local-upstream.ts';
import { answerOf, readInPieces } from '../testing/read-bytes.ts';
import { hasRecordings, readRecordedChunks, titleOfRecorded } from '../testing/recordings.ts';
import { CohereAnswer } from './from-cohere-event.ts';

const context = { providerId: 'cohere', model: 'command', secrets: [], hasPrefill: false };

function read(payloads: readonly (string | object)[], pieceBytes = 1000): StreamEvent[] {
  const reader = new EventAnswerReader(context, new CohereAnswer(context, 'command'));
  const events = readInPieces(reader, payloads.map(toEvent).join(''), pieceBytes);
  expect(checkEventOrder(events)).toEqual([]);
  return events;
}

const event = (type: string, message: object, index = 0): object => ({ type, index, delta: { message } });
const start = { id: 'r-1', type: 'message-start', delta: { message: { role: 'assistant' } } };
const end = (finish_reason: string, more: object = {}): object => ({
  type: 'message-end',
  delta: { finish_reason, usage: { billed_units: { input_tokens: 3, output_tokens: 2 } }, ...more },
});

describe('CohereAnswer', () => {
  it('distinguishes a plan from thinking', async () => {
    const stateOf = (field: string): object => ({ providerId: 'cohere', dialect: 'cohere', value: { field } });
    const { parts } = await answerOf(
      read([
        start,
        event('content-delta', { content: { thinking: 'Hm' } }),
        event('tool-plan-delta', { tool_plan: 'I plan.' }),
        event('tool-call-start', { tool_calls: { id: 'a', function: { name: 'look', arguments: '{}' } } }),
        end('TOOL_CALL'),
      ]),
    );
    expect(parts).toMatchObject([
      { type: 'reasoning', text: 'Hm', state: stateOf('thinking') },
      { type: 'reasoning', text: 'I plan.', state: stateOf('tool_plan') },
      { type: 'tool-call', name: 'look' },
    ]);
  });

  it('gives thinking, text, start and finish', async () => {
    const answer = await answerOf(
      read([
        start,
        event('content-start', { content: { type: 'thinking', thinking: '' } }),
        event('content-delta', { content: { thinking: 'Hm' } }),
        event('content-delta', { content: { text: 'Yes' } }, 1),
        { type: 'citation-start' },
        end('COMPLETE'),
      ]),
    );
    expect(answer).toMatchObject({
      reasoning: 'Hm',
      text: 'Yes',
      finishReason: 'stop',
      rawFinishReason: 'COMPLETE',
      responseId: 'r-1',
      servedModel: 'command',
      usage: { inputTokens: 3, outputTokens: 2 },
    });
  });

  it('passes on citations, streamed and whole', async () => {
    const citations = [
      { start: 0, end: 3, text: 'Yes', sources: [{ type: 'document', id: 'd1' }] },
      { start: 4, end: 5, text: '.', sources: [] },
    ];
    const text = { content: { text: 'Yes.' } };
    const cited = citations.map((one) => event('citation-start', { citations: one }));
    const streamed = read([start, event('content-delta', text), ...cited, end('COMPLETE')]);
    const message = { content: [{ type: 'text', text: 'Yes.' }], citations };
    const whole = read([{ id: 'r-1', message, finish_reason: 'COMPLETE' }]);
    for (const events of [streamed, whole]) expect((await answerOf(events)).providerMetadata).toEqual({ citations });
  });

  it('keeps at most 1,000 citations', async () => {
    const many = Array.from({ length: 1_100 }, (_, at) => event('citation-start', { citations: { start: at } }));
    const { providerMetadata } = await answerOf(read([start, ...many, end('COMPLETE')]));
    expect(providerMetadata?.citations).toHaveLength(1_000);
  });

  it('reads the plan as reasoning, and calls with and without arguments', async () => {
    const answer = await answerOf(
      read([
        start,
        event('tool-plan-delta', { tool_plan: 'I will look.' }),
        event('tool-call-start', { tool_calls: { id: 'a', function: { name: 'one', arguments: '' } } }),
        event('tool-call-delta', { tool_calls: { function: { arguments: '{"x":1}' } } }),
        { type: 'tool-call-end', index: 0 },
        event('tool-call-start', { tool_calls: { id: 'b', function: { name: 'two', arguments: '' } } }, 1),
        { type: 'tool-call-end', index: 1 },
        end('TOOL_CALL'),
      ]),
    );
    expect(answer).toMatchObject({ reasoning: 'I will look.', finishReason: 'tool-calls' });
    expect(answer.toolCalls).toEqual([
      { id: 'a', name: 'one', arguments: '{"x":1}' },
      { id: 'b', name: 'two', arguments: '{}' },
    ]);
  });

  it.each([
    ['STOP_SEQUENCE', 'stop'],
    ['MAX_TOKENS', 'length'],
    ['ERROR_TOXIC', 'content-filter'],
    ['USER_CANCEL', 'unknown'],
  ])('maps the finish reason %s to %s', async (raw, unified) => {
    expect((await answerOf(read([start, end(raw)]))).finishReason).toBe(unified);
  });

  it('throws an error that ends the answer, and is cut without an end', () => {
    const failed = end('ERROR', { error: 'the model is overloaded' });
    expect(() => read([start, failed])).toThrow(expect.objectContaining({ kind: 'overloaded' }));
    expect(() => read([start])).toThrow(expect.objectContaining({ kind: 'stream-cut' }));
  });
});

// Recordings of real answers are beside the checkout on some machines. Elsewhere these tests are skipped.
describe.skipIf(!hasRecordings)(titleOfRecorded('recorded answers'), () => {
  it('give the same result for any split', async () => {
    const payloads = readRecordedChunks('cohere-text');
    const whole = await answerOf(read(payloads, 1_000_000));
    expect(whole).toMatchObject({
      text: 'The capital of France is Paris.',
      finishReason: 'stop',
      usage: { inputTokens: 12, outputTokens: 7 },
    });
    for (const pieceBytes of [1, 7, 100]) expect(await answerOf(read(payloads, pieceBytes))).toEqual(whole);
  });
});

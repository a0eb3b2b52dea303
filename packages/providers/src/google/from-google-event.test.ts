import { describe, expect, it } from 'vitest';
import type { StreamEvent } from '../contract/stream-event.ts';
import { EventAnswerReader } from '../http/event-answer-reader.ts';
import { checkEventOrder } from '../stream/check-event-order.ts';
import { toEvent } from '../testing/local-upstream.ts';
import { answerOf, readInPieces } from '../testing/read-bytes.ts';
import { hasRecordings, readRecordedChunks, titleOfRecorded } from '../testing/recordings.ts';
import { GoogleAnswer } from './from-google-event.ts';

const context = { providerId: 'google', model: 'gemini', secrets: [], hasPrefill: false };

function read(payloads: readonly (string | object)[], pieceBytes = 1000): StreamEvent[] {
  const reader = new EventAnswerReader(context, new GoogleAnswer(context));
  const events = readInPieces(reader, payloads.map(toEvent).join(''), pieceBytes);
  expect(checkEventOrder(events)).toEqual([]);
  return events;
}

const stateOf = (thoughtSignature: string): object => ({
  providerId: 'google',
  dialect: 'google',
  value: { thoughtSignature },
});

const chunk = (parts: object[], finishReason?: string): object => ({
  candidates: [{ content: { parts, role: 'model' }, index: 0, ...(finishReason && { finishReason }) }],
  usageMetadata: { promptTokenCount: 9, candidatesTokenCount: 2, thoughtsTokenCount: 5 },
  modelVersion: 'gemini-3',
  responseId: 'r-1',
});

describe('GoogleAnswer', () => {
  it("keeps the output of Google's own tools for the next turn, in its place between the texts", async () => {
    const code = { executableCode: { language: 'PYTHON', code: 'print(1)' }, thoughtSignature: 'S' };
    const result = { codeExecutionResult: { outcome: 'OUTCOME_OK', output: '1' } };
    const answer = await answerOf(
      read([
        chunk([{ text: 'Hm', thought: true }, { text: 'I run it.' }, code]),
        chunk([result, { text: 'One.' }], 'STOP'),
      ]),
    );
    const own = (block: object): object => ({
      type: 'text',
      text: '',
      state: { providerId: 'google', dialect: 'google', value: { block } },
    });
    expect(answer.parts.slice(1)).toEqual([
      { type: 'text', text: 'I run it.' },
      own(code),
      own(result),
      { type: 'text', text: 'One.' },
    ]);
  });

  it('reads arguments written as a text, and reasons in lower case', async () => {
    const call = { functionCall: { name: 'look', args: '{"at":1}' } };
    expect(await answerOf(read([chunk([call], 'stop')]))).toMatchObject({
      toolCalls: [{ arguments: '{"at":1}' }],
      finishReason: 'tool-calls',
    });
  });

  it('is cut if the only reason is the word for none', () => {
    expect(() => read([chunk([{ text: 'a' }], 'FINISH_REASON_UNSPECIFIED')])).toThrow(
      expect.objectContaining({ kind: 'stream-cut' }),
    );
  });

  it('keeps a count that the last chunk omits', async () => {
    const last = { candidates: [{ finishReason: 'STOP' }], usageMetadata: { promptTokenCount: 9 } };
    expect(await answerOf(read([chunk([{ text: 'a' }]), last]))).toMatchObject({
      usage: { inputTokens: 9, outputTokens: 2 },
    });
  });

  it('gives thoughts, text, start and finish', async () => {
    const answer = await answerOf(
      read([chunk([{ text: 'Hm', thought: true }]), chunk([{ text: 'Yes' }]), chunk([{ text: '.' }], 'STOP')]),
    );
    expect(answer).toMatchObject({
      reasoning: 'Hm',
      text: 'Yes.',
      finishReason: 'stop',
      rawFinishReason: 'STOP',
      responseId: 'r-1',
      servedModel: 'gemini-3',
      usage: { inputTokens: 9, outputTokens: 2, reasoningTokens: 5 },
    });
  });

  it.each([
    ['MAX_TOKENS', 'length'],
    ['SAFETY', 'content-filter'],
    ['RECITATION', 'content-filter'],
    ['PROHIBITED_CONTENT', 'content-filter'],
    ['OTHER', 'unknown'],
  ])('maps the finish reason %s to %s', async (raw, unified) => {
    expect(await answerOf(read([chunk([{ text: 'x' }], raw)]))).toMatchObject({
      finishReason: unified,
      rawFinishReason: raw,
    });
  });

  it('continues if a reason comes with every chunk', async () => {
    const answer = await answerOf(
      read([chunk([{ text: 'a' }], 'STOP'), chunk([{ text: 'b' }], 'STOP'), chunk([{ text: 'c' }], 'STOP')]),
    );
    expect(answer.text).toBe('abc');
  });

  it('reads calls, with and without arguments, and passes on their signatures', async () => {
    const calls = [
      { functionCall: { id: 'given', name: 'one', args: { x: 1 } }, thoughtSignature: 'signed' },
      { functionCall: { name: 'two', args: {} } },
    ];
    const answer = await answerOf(read([chunk(calls, 'STOP')]));
    expect(answer).toMatchObject({ finishReason: 'tool-calls', rawFinishReason: 'STOP' });
    expect(answer.toolCalls).toEqual([
      { id: 'given', name: 'one', arguments: '{"x":1}' },
      { id: expect.stringMatching(/^call_/), name: 'two', arguments: '{}' },
    ]);
    expect(answer.parts).toMatchObject([{ id: 'given', state: stateOf('signed') }, { name: 'two' }]);
    expect(answer.parts[1]).not.toHaveProperty('state');
  });

  it('keeps signatures with thoughts and text, also a signature after the text', async () => {
    const thought = { text: 'Hm', thought: true };
    const chunks = [
      chunk([thought, { text: 'mm', thought: true, thoughtSignature: 'a' }]),
      chunk([thought]),
      chunk([{ text: 'Yes' }]),
      chunk([{ text: '', thoughtSignature: 'b' }], 'STOP'),
    ];
    const { parts } = await answerOf(read(chunks));
    expect(parts).toEqual([
      { type: 'reasoning', text: 'Hmmm', state: stateOf('a') },
      { type: 'reasoning', text: 'Hm', state: { providerId: 'google', dialect: 'google', value: {} } },
      { type: 'text', text: 'Yes', state: stateOf('b') },
    ]);
  });

  it('yields an image of the model, and metadata of the whole answer', async () => {
    const image = { inlineData: { mimeType: 'image/png', data: 'iVBORw0KGgo=' }, thoughtSignature: 'a' };
    const last = { candidates: [{ finishReason: 'STOP', groundingMetadata: { webSearchQueries: ['x'] } }] };
    const answer = await answerOf(read([chunk([image]), last]));
    expect(answer.parts).toEqual([
      { type: 'image', image: { type: 'base64', mediaType: 'image/png', data: 'iVBORw0KGgo=' }, state: stateOf('a') },
    ]);
    expect(answer.providerMetadata).toEqual({ groundingMetadata: { webSearchQueries: ['x'] } });
  });

  it('shows the address of a file that the model made', async () => {
    const file = { fileData: { mimeType: 'image/png', fileUri: 'https://files.example/a.png' } };
    expect((await answerOf(read([chunk([file], 'STOP')]))).text).toBe('![image](https://files.example/a.png)');
  });

  it('refuses a blocked prompt with its reason', () => {
    const blocked = { promptFeedback: { blockReason: 'PROHIBITED_CONTENT' }, usageMetadata: {} };
    expect(() => read([blocked])).toThrow(
      expect.objectContaining({ kind: 'content-filter', rawCode: 'PROHIBITED_CONTENT' }),
    );
  });

  it('fails if the model wrote an unreadable call', () => {
    const failed = chunk([], 'MALFORMED_FUNCTION_CALL');
    expect(() => read([failed])).toThrow(
      expect.objectContaining({ kind: 'invalid-response', rawCode: 'MALFORMED_FUNCTION_CALL' }),
    );
  });

  it('throws an error that comes within the answer, and is cut without a reason', () => {
    const error = { error: { code: 503, status: 'UNAVAILABLE', message: 'x' } };
    expect(() => read([chunk([{ text: 'x' }]), error])).toThrow(expect.objectContaining({ kind: 'overloaded' }));
    expect(() => read([chunk([{ text: 'x' }])])).toThrow(expect.objectContaining({ kind: 'stream-cut' }));
  });
});

// Recordings of real answers are beside the checkout on some machines. Elsewhere these tests are skipped.
describe.skipIf(!hasRecordings)(titleOfRecorded('recorded answers'), () => {
  it('give the same result for any split', async () => {
    const payloads = readRecordedChunks('google-text');
    const whole = await answerOf(read(payloads, 1_000_000));
    expect(whole).toMatchObject({
      text: 'There are **3** "r"s in strawberry.\n\nst**r**awbe**rr**y',
      finishReason: 'stop',
      usage: { inputTokens: 9, outputTokens: 23, reasoningTokens: 185 },
    });
    for (const pieceBytes of [1, 7, 100]) expect(await answerOf(read(payloads, pieceBytes))).toEqual(whole);
  });
});

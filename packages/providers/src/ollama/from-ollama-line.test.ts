import { describe, expect, it } from 'vitest';
import type { StreamEvent } from '../contract/stream-event.ts';
import { EventAnswerReader } from '../http/event-answer-reader.ts';
import { checkEventOrder } from '../stream/check-event-order.ts';
import { answerOf, readInPieces } from '../testing/read-bytes.ts';
import { OllamaAnswer } from './from-ollama-line.ts';

const context = { providerId: 'ollama', model: 'llama3', secrets: [], hasPrefill: false };

function read(lines: readonly (string | object)[], pieceBytes = 1000): StreamEvent[] {
  const reader = new EventAnswerReader(context, new OllamaAnswer(context));
  const text = lines.map((line) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join('');
  const events = readInPieces(reader, text, pieceBytes);
  expect(checkEventOrder(events)).toEqual([]);
  return events;
}

const line = (message: object): object => ({
  model: 'llama3',
  message: { role: 'assistant', content: '', ...message },
  done: false,
});
const last = (done_reason: string): object => ({
  ...line({}),
  done: true,
  done_reason,
  total_duration: 5,
  prompt_eval_count: 26,
  eval_count: 298,
});

describe('OllamaAnswer', () => {
  it('gives thinking, text, start and finish, for any pieces', async () => {
    const lines = [line({ thinking: 'Hm' }), line({ content: 'Grüß' }), line({ content: 'e 🌊' }), last('stop')];
    const whole = await answerOf(read(lines));
    expect(whole).toEqual({
      parts: [
        { type: 'reasoning', text: 'Hm', state: { providerId: 'ollama', dialect: 'ollama', value: {} } },
        { type: 'text', text: 'Grüße 🌊' },
      ],
      text: 'Grüße 🌊',
      refusal: null,
      reasoning: 'Hm',
      toolCalls: [],
      finishReason: 'stop',
      rawFinishReason: 'stop',
      usage: { inputTokens: 26, cachedInputTokens: 0, cacheWriteTokens: 0, outputTokens: 298, reasoningTokens: 0 },
      rawUsage: { total_duration: 5, prompt_eval_count: 26, eval_count: 298 },
      responseId: null,
      servedModel: 'llama3',
      skippedEvents: 0,
      warnings: [],
      providerMetadata: null,
    });
    for (const pieceBytes of [1, 7, 50]) expect(await answerOf(read(lines, pieceBytes))).toEqual(whole);
  });

  it('reads calls, with and without arguments', async () => {
    const calls = [{ function: { name: 'one', arguments: { x: 1 } } }, { function: { name: 'two', arguments: {} } }];
    const answer = await answerOf(read([line({ tool_calls: calls }), last('stop')]));
    expect(answer.finishReason).toBe('tool-calls');
    expect(answer.toolCalls.map((call) => call.arguments)).toEqual(['{"x":1}', '{}']);
  });

  it.each([
    ['length', 'length'],
    ['load', 'unknown'],
  ])('maps the reason %s to %s', async (raw, unified) => {
    expect(await answerOf(read([line({ content: 'x' }), last(raw)]))).toMatchObject({ finishReason: unified });
  });

  it('reads an answer in the form of `/api/generate`', async () => {
    const piece = (response: string): object => ({ model: 'llama3', response, done: false });
    const lines = [piece('Hel'), piece('lo'), { ...last('stop'), message: undefined, response: '' }];
    expect(await answerOf(read(lines))).toMatchObject({ text: 'Hello', finishReason: 'stop' });
  });

  it('skips lines without content, ignores unknown members, and needs no counts', async () => {
    const bare = { model: 'llama3', done: true };
    const answer = await answerOf(read([{ weather: 'fair' }, line({ content: 'x' }), 'null', bare]));
    expect(answer).toMatchObject({ text: 'x', skippedEvents: 1, usage: null, rawFinishReason: null });
  });

  it('throws an error line, and is cut without a last line', () => {
    expect(() => read([line({ content: 'x' }), { error: 'server busy' }])).toThrow(
      expect.objectContaining({ kind: 'overloaded' }),
    );
    expect(() => read([line({ content: 'x' })])).toThrow(expect.objectContaining({ kind: 'stream-cut' }));
  });
});

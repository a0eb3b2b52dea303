import { describe, expect, it } from 'vitest';
import type { StreamEvent } from '../contract/stream-event.ts';
import { EventAnswerReader } from '../http/event-answer-reader.ts';
import { parseObject } from '../json/read-json-value.ts';
import { AnswerParts } from '../stream/answer-parts.ts';
import { checkEventOrder } from '../stream/check-event-order.ts';
import { answerOf, readInPieces } from '../testing/read-bytes.ts';
import { hasRecordings, readRecordedChunks, titleOfRecorded } from '../testing/recordings.ts';
import { AnthropicAnswer, type AnthropicAnswerOptions } from './from-anthropic-event.ts';

const context = { providerId: 'anthropic', model: 'claude', secrets: [], hasPrefill: false };

function read(
  payloads: readonly (string | object)[],
  options: Partial<AnthropicAnswerOptions> = {},
  pieceBytes = 1000,
): StreamEvent[] {
  const translator = new AnthropicAnswer(context, { answerTool: null, trailingSpace: '', ...options });
  const reader = new EventAnswerReader(context, translator);
  const bytes = payloads.map((payload) => {
    const data = typeof payload === 'string' ? payload : JSON.stringify(payload);
    return `event: ${parseObject(data)?.type}\ndata: ${data}\n\n`;
  });
  const events = readInPieces(reader, bytes.join(''), pieceBytes);
  expect(checkEventOrder(events)).toEqual([]);
  return events;
}

const start = {
  type: 'message_start',
  message: {
    id: 'msg_1',
    model: 'claude-x',
    usage: { input_tokens: 12, cache_read_input_tokens: 5, output_tokens: 1 },
  },
};
const block = (index: number, content_block: object): object => ({ type: 'content_block_start', index, content_block });
const piece = (index: number, delta: object): object => ({ type: 'content_block_delta', index, delta });
const stop = (index: number): object => ({ type: 'content_block_stop', index });
const text = (value: string): object => piece(0, { type: 'text_delta', text: value });
const finish = (stop_reason: string): object => ({
  type: 'message_delta',
  delta: { stop_reason, stop_sequence: null },
  usage: { output_tokens: 30 },
});
const end = { type: 'message_stop' };

describe('AnthropicAnswer', () => {
  it('gives text, start and finish, and merges the usage of both ends', async () => {
    const events = read(
      [start, block(0, { type: 'text', text: '' }), { type: 'ping' }, text('Hel'), text('lo'), stop(0)].concat([
        finish('end_turn'),
        end,
      ]),
    );
    expect(await answerOf(events)).toEqual({
      parts: [{ type: 'text', text: 'Hello' }],
      text: 'Hello',
      refusal: null,
      reasoning: '',
      toolCalls: [],
      finishReason: 'stop',
      rawFinishReason: 'end_turn',
      usage: { inputTokens: 12, cachedInputTokens: 5, cacheWriteTokens: 0, outputTokens: 30, reasoningTokens: 0 },
      rawUsage: { input_tokens: 12, cache_read_input_tokens: 5, output_tokens: 30 },
      responseId: 'msg_1',
      servedModel: 'claude-x',
      skippedEvents: 0,
      warnings: [],
      providerMetadata: null,
    });
  });

  it.each([
    ['end_turn', 'stop'],
    ['stop_sequence', 'stop'],
    ['max_tokens', 'length'],
    ['model_context_window_exceeded', 'length'],
    ['refusal', 'stop'],
    ['pause_turn', 'unknown'],
  ])('maps the stop reason %s to %s', async (raw, unified) => {
    const answer = await answerOf(read([start, text('x'), finish(raw), end]));
    expect(answer).toMatchObject({ finishReason: unified, rawFinishReason: raw });
  });

  it('separates thinking from text, and keeps signatures unchanged', async () => {
    const answer = await answerOf(
      read([
        start,
        block(0, { type: 'thinking', thinking: '' }),
        piece(0, { type: 'thinking_delta', thinking: 'Hm' }),
        piece(0, { type: 'signature_delta', signature: 'abc' }),
        stop(0),
        block(1, { type: 'redacted_thinking', data: 'xyz' }),
        stop(1),
        block(2, { type: 'text', text: 'Yes' }),
        stop(2),
        finish('end_turn'),
        end,
      ]),
    );
    expect(answer).toMatchObject({ reasoning: 'Hm', text: 'Yes' });
  });

  it('ends thinking without a stop event, and reports the stop sequence', async () => {
    const stateOf = (value: object): object => ({ providerId: context.providerId, dialect: 'anthropic', value });
    const answer = await answerOf(
      read([
        start,
        block(0, { type: 'thinking', thinking: '', signature: 'first' }),
        block(1, { type: 'redacted_thinking', data: 'hidden' }),
        piece(2, { type: 'thinking_delta', thinking: 'Hm' }),
        piece(3, { type: 'text_delta', text: 'Yes' }),
        { type: 'message_delta', delta: { stop_reason: 'stop_sequence', stop_sequence: 'END' }, usage: {} },
        end,
      ]),
    );
    expect(answer.parts).toEqual([
      { type: 'reasoning', text: '', state: stateOf({ type: 'thinking', signature: 'first' }) },
      { type: 'reasoning', text: '', state: stateOf({ type: 'redacted_thinking', data: 'hidden' }) },
      { type: 'reasoning', text: 'Hm', state: stateOf({ type: 'thinking', signature: '' }) },
      { type: 'text', text: 'Yes' },
    ]);
    expect(answer.providerMetadata).toEqual({ stop_sequence: 'END' });
  });

  it('assembles parallel calls, one of them without arguments', async () => {
    const answer = await answerOf(
      read([
        start,
        text('Let me look.'),
        block(1, { type: 'tool_use', id: 'a', name: 'one', input: {} }),
        piece(1, { type: 'input_json_delta', partial_json: '' }),
        piece(1, { type: 'input_json_delta', partial_json: '{"x"' }),
        piece(1, { type: 'input_json_delta', partial_json: ':1}' }),
        stop(1),
        block(2, { type: 'tool_use', id: 'b', name: 'two', input: {} }),
        stop(2),
        block(3, { type: 'tool_use', id: 'c', name: 'three', input: { whole: true } }),
        stop(3),
        finish('tool_use'),
        end,
      ]),
    );
    expect(answer.finishReason).toBe('tool-calls');
    expect(answer.toolCalls).toEqual([
      { id: 'a', name: 'one', arguments: '{"x":1}' },
      { id: 'b', name: 'two', arguments: '{}' },
      { id: 'c', name: 'three', arguments: '{"whole":true}' },
    ]);
  });

  it('reads the arguments of the answer tool as the text of the answer', async () => {
    const payloads = [
      start,
      block(0, { type: 'tool_use', id: 'a', name: 'give_answer', input: {} }),
      piece(0, { type: 'input_json_delta', partial_json: '{"a":' }),
      piece(0, { type: 'input_json_delta', partial_json: '1}' }),
      stop(0),
      finish('tool_use'),
      end,
    ];
    const answer = await answerOf(read(payloads, { answerTool: 'give_answer' }));
    expect(answer).toMatchObject({ text: '{"a":1}', toolCalls: [], finishReason: 'stop', rawFinishReason: 'tool_use' });
  });

  it('does not repeat the white space at the end of the prefill', async () => {
    const again = await answerOf(read([start, text(' upon'), finish('end_turn'), end], { trailingSpace: ' ' }));
    expect(again.text).toBe('upon');
    const straight = await answerOf(read([start, text('upon'), finish('end_turn'), end], { trailingSpace: ' ' }));
    expect(straight.text).toBe('upon');
  });

  it('is complete at once if only the end mark is missing', async () => {
    expect(await answerOf(read([start, text('x'), finish('end_turn')]))).toMatchObject({
      text: 'x',
      finishReason: 'stop',
      usage: { outputTokens: 30 },
    });
  });

  it('ignores unknown events, and needs no start', async () => {
    const strange = [{ type: 'new_event' }, block(0, { type: 'new_block' }), piece(0, { type: 'new_delta' })];
    const answer = await answerOf(read(['null', ...strange, text('x'), finish('end_turn'), end]));
    expect(answer).toMatchObject({ text: 'x', skippedEvents: 1, responseId: null });
  });

  it('throws an error that comes within the answer', () => {
    const error = { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } };
    expect(() => read([start, text('x'), error])).toThrow(expect.objectContaining({ kind: 'overloaded' }));
  });

  it('is cut without a stop reason, also with an end mark', () => {
    expect(() => read([start, text('x')])).toThrow(expect.objectContaining({ kind: 'stream-cut' }));
    expect(() => read([end])).toThrow(expect.objectContaining({ kind: 'stream-cut' }));
  });
});

// Recordings of real answers are beside the checkout on some machines. Elsewhere these tests are skipped.
describe.skipIf(!hasRecordings)(titleOfRecorded('recorded answers'), () => {
  it('give the same result for any split', async () => {
    const payloads = readRecordedChunks('anthropic-text');
    const whole = await answerOf(read(payloads, {}, 1_000_000));
    expect(whole).toMatchObject({
      text: "Hello! I'm doing well, thank you for asking. How are you doing today? Is there anything I can help you with?",
      servedModel: 'claude-sonnet-4-5-20250929',
      usage: { inputTokens: 12, outputTokens: 30 },
      skippedEvents: 0,
    });
    for (const pieceBytes of [1, 7, 100]) expect(await answerOf(read(payloads, {}, pieceBytes))).toEqual(whole);
  });

  it('keeps the sources of a text, and the blocks of its own tools', () => {
    const search = { type: 'server_tool_use', id: 's1', name: 'web_search', input: {} };
    const results = { type: 'web_search_tool_result', tool_use_id: 's1', content: [] };
    const citation = { type: 'web_search_result_location', url: 'https://a' };
    const events = read([
      start,
      block(0, { type: 'text', text: '' }),
      text('Let me see.'),
      stop(0),
      block(1, search),
      piece(1, { type: 'input_json_delta', partial_json: '{"query":' }),
      piece(1, { type: 'input_json_delta', partial_json: '"grass"}' }),
      stop(1),
      block(2, results),
      stop(2),
      block(3, { type: 'text', text: '', citations: [] }),
      piece(3, { type: 'text_delta', text: 'Green.' }),
      piece(3, { type: 'citations_delta', citation }),
      stop(3),
      finish('end_turn'),
      { type: 'message_stop' },
    ]);
    const parts = new AnswerParts();
    for (const event of events) if (event.type !== 'start' && event.type !== 'finish') parts.add(event);
    const state = (value: object) => ({ providerId: 'anthropic', dialect: 'anthropic', value });
    expect(parts.parts).toEqual([
      { type: 'text', text: 'Let me see.' },
      { type: 'text', text: '', state: state({ block: { ...search, input: { query: 'grass' } } }) },
      { type: 'text', text: '', state: state({ block: results }) },
      { type: 'text', text: 'Green.', state: state({ citations: [citation] }) },
    ]);
  });
});

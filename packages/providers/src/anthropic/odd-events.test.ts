import { expect, it } from 'vitest';
import type { StreamEvent } from '../contract/stream-event.ts';
import { EventAnswerReader } from '../http/event-answer-reader.ts';
import { checkEventOrder } from '../stream/check-event-order.ts';
import { toEvent } from '../testing/local-upstream.ts';
import { answerOf, readInPieces } from '../testing/read-bytes.ts';
import { AnthropicAnswer } from './from-anthropic-event.ts';

const context = { providerId: 'anthropic', model: 'claude', secrets: [], hasPrefill: false };

function read(...events: readonly object[]): StreamEvent[] {
  const reader = new EventAnswerReader(context, new AnthropicAnswer(context, { answerTool: null, trailingSpace: '' }));
  const into = readInPieces(reader, events.map(toEvent).join(''), 1000);
  expect(checkEventOrder(into)).toEqual([]);
  return into;
}

const start = { type: 'message_start', message: { id: 'm', usage: { input_tokens: 10, output_tokens: 1 } } };
const call = (input: object): object => ({
  type: 'content_block_start',
  index: 0,
  content_block: { type: 'tool_use', id: 't', name: 'look', input },
});
const piece = (partial_json: string): object => ({
  type: 'content_block_delta',
  index: 0,
  delta: { type: 'input_json_delta', partial_json },
});
const stop = { type: 'content_block_stop', index: 0 };
const finish = (stop_reason: string | null, usage: object | null = { output_tokens: 5 }): object => ({
  type: 'message_delta',
  delta: { stop_reason },
  usage,
});
const end = { type: 'message_stop' };

it.each<[string, object[]]>([
  ['with its beginning alone', [call({ at: 1 }), stop]],
  ['with its beginning alone, without an end', [call({ at: 1 })]],
  ['in pieces that repeat its beginning', [call({ at: 1 }), piece('{"at"'), piece(':1}'), stop]],
  ['in pieces alone', [call({}), piece('{"at":1}'), stop]],
])('reads the arguments of a call once if they come %s', async (_, events) => {
  const answer = await answerOf(read(start, ...events, finish('tool_use'), end));
  expect(answer.toolCalls).toMatchObject([{ name: 'look', arguments: '{"at":1}' }]);
});

it.each(['end_turn', 'stop', 'tool_calls', null])(
  'an answer with calls ends for its calls after %j',
  async (reason) => {
    const answer = await answerOf(read(start, call({}), stop, finish(reason), end));
    expect(answer.finishReason).toBe('tool-calls');
  },
);

it('counts the prompt of a server that reports its cached part at the end', async () => {
  const usage = { input_tokens: 4, cache_read_input_tokens: 6, output_tokens: 5 };
  const answer = await answerOf(read(start, call({}), stop, finish('tool_use', usage), end));
  expect(answer.usage).toMatchObject({ inputTokens: 4, cachedInputTokens: 6, outputTokens: 5 });
});

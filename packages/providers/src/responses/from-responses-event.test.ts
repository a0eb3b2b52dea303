import { describe, expect, it } from 'vitest';
import type { StreamEvent } from '../contract/stream-event.ts';
import { defaultUpstreamLimits } from '../contract/upstream-limits.ts';
import { EventAnswerReader } from '../http/event-answer-reader.ts';
import { checkEventOrder } from '../stream/check-event-order.ts';
import { type Answer, collectStream } from '../stream/collect-stream.ts';
import { ResponsesAnswer } from './from-responses-event.ts';

const context = { providerId: 'acme', model: 'm', secrets: [], hasPrefill: false };
const stateOf = (value: object): object => ({ providerId: 'acme', dialect: 'responses', value });

function read(events: readonly object[]): StreamEvent[] {
  const reader = new EventAnswerReader(context, new ResponsesAnswer(context), { limits: defaultUpstreamLimits });
  const into: StreamEvent[] = [];
  for (const event of events) reader.read(Buffer.from(`data: ${JSON.stringify(event)}\n\n`), into);
  reader.end(into);
  expect(checkEventOrder(into)).toEqual([]);
  return into;
}

function answerOf(events: readonly object[]): Promise<Answer> {
  const read_ = read(events);
  return collectStream(
    (async function* () {
      yield read_;
    })(),
  );
}

const created = { type: 'response.created', response: { id: 'resp_1', model: 'm-1', status: 'in_progress' } };
const added = (output_index: number, item: object): object => ({
  type: 'response.output_item.added',
  output_index,
  item,
});
const done = (output_index: number, item: object): object => ({
  type: 'response.output_item.done',
  output_index,
  item,
});
const completed = (response: object = {}): object => ({
  type: 'response.completed',
  response: { status: 'completed', ...response },
});
const text = (delta: string, place: object = { output_index: 0, content_index: 0 }): object => ({
  type: 'response.output_text.delta',
  ...place,
  delta,
});
const message = (words: string, more: object = {}): object => ({
  type: 'message',
  id: 'msg_1',
  role: 'assistant',
  content: [{ type: 'output_text', text: words }],
  ...more,
});
const call = (id: string, args: string): object => ({
  type: 'function_call',
  id: `fc_${id}`,
  call_id: id,
  name: 'look',
  arguments: args,
});

describe('a response', () => {
  it('begins with its id and its model, and ends with its usage and its tier', () => {
    const usage = {
      input_tokens: 100,
      input_tokens_details: { cached_tokens: 60 },
      output_tokens: 50,
      output_tokens_details: { reasoning_tokens: 30 },
      total_tokens: 150,
    };
    const events = read([created, text('Hi'), completed({ usage, service_tier: 'flex' })]);
    expect(events).toEqual([
      { type: 'start', responseId: 'resp_1', servedModel: 'm-1' },
      { type: 'text-delta', text: 'Hi' },
      {
        type: 'finish',
        reason: 'stop',
        rawReason: 'completed',
        usage: { inputTokens: 40, cachedInputTokens: 60, cacheWriteTokens: 0, outputTokens: 20, reasoningTokens: 30 },
        rawUsage: usage,
        billing: { serviceTier: 'flex' },
        skippedEvents: 0,
      },
    ]);
  });

  it.each<[string, readonly object[]]>([
    ['in deltas', [text('one '), text('two')]],
    [
      'whole behind its deltas',
      [text('one '), { type: 'response.output_text.done', output_index: 0, text: 'one two' }],
    ],
    ['whole alone', [{ type: 'response.output_text.done', output_index: 0, content_index: 0, text: 'one two' }]],
    ['with its item', [added(0, message('', { content: [] })), done(0, message('one two'))]],
    ['with its item behind its deltas', [text('one ', { output_index: 0 }), done(0, message('one two'))]],
    ['with names that change', [text('one ', { item_id: 'a', output_index: 0 }), text('two', { item_id: 'b' })]],
    ['without names', [added(0, message('', { content: [] })), text('one ', {}), text('two', {})]],
  ])('reads its text %s once', async (_, events) => {
    const output = [message('one two')];
    expect(await answerOf([created, ...events, completed({ output })])).toMatchObject({ text: 'one two' });
  });

  it('is read from its last event if no other came', async () => {
    const output = [
      { type: 'reasoning', id: 'rs', summary: [], encrypted_content: 'x' },
      message('one'),
      call('c1', '{"a":1}'),
      { type: 'web_search_call', id: 'ws', status: 'completed' },
    ];
    const answer = await answerOf([created, completed({ output })]);
    expect(answer.parts).toEqual([
      { type: 'reasoning', text: '', state: stateOf({ encrypted_content: 'x' }) },
      { type: 'text', text: 'one' },
      { type: 'tool-call', id: 'c1', name: 'look', arguments: '{"a":1}' },
      { type: 'text', text: '', state: stateOf({ block: output[3] }) },
    ]);
    expect(answer.finishReason).toBe('tool-calls');
  });

  it("keeps the output of the provider's tools, between the texts, and the namespace of a call", async () => {
    const search = { type: 'web_search_call', id: 'ws', status: 'completed', action: { type: 'search', query: 'x' } };
    const place = { output_index: 2, content_index: 0 };
    const named = { ...call('c1', '{}'), namespace: 'agents' };
    const { parts } = await answerOf([
      created,
      text('I search.'),
      done(0, message('I search.')),
      added(1, search),
      done(1, search),
      text('Found.', place),
      done(3, named),
      completed({ output: [search] }),
    ]);
    expect(parts).toEqual([
      { type: 'text', text: 'I search.' },
      { type: 'text', text: '', state: stateOf({ block: search }) },
      { type: 'text', text: 'Found.' },
      { type: 'tool-call', id: 'c1', name: 'look', arguments: '{}', state: stateOf({ namespace: 'agents' }) },
    ]);
  });

  it('separates several texts, with the phase and the sources of each', async () => {
    const citation = { type: 'url_citation', url: 'https://a.example' };
    const { parts } = await answerOf([
      created,
      text('Let me see.'),
      done(0, message('Let me see.', { phase: 'commentary' })),
      text('So it is.', { output_index: 1, content_index: 0 }),
      { type: 'response.output_text.annotation.added', output_index: 1, content_index: 0, annotation: citation },
      done(1, message('So it is.', { id: 'msg_2' })),
      text('And more.', { output_index: 2, content_index: 0 }),
      text('The end.', { output_index: 3, content_index: 0 }),
      completed(),
    ]);
    expect(parts).toEqual([
      { type: 'text', text: 'Let me see.', state: stateOf({ phase: 'commentary' }) },
      { type: 'text', text: 'So it is.', state: stateOf({ annotations: [citation] }) },
      { type: 'text', text: 'And more.' },
      { type: 'text', text: 'The end.' },
    ]);
  });

  it('keeps the encrypted content of the whole item, and paragraphs of a summary', async () => {
    const summary = (summary_index: number, delta: string): object => ({
      type: 'response.reasoning_summary_text.delta',
      item_id: 'rs',
      output_index: 0,
      summary_index,
      delta,
    });
    const { parts } = await answerOf([
      created,
      added(0, { type: 'reasoning', id: 'rs', summary: [], encrypted_content: 'begun' }),
      summary(0, 'First'),
      summary(0, '.'),
      summary(1, 'Second.'),
      done(0, {
        type: 'reasoning',
        id: 'rs',
        encrypted_content: 'whole',
        summary: [{ text: 'First.' }, { text: 'Second.' }, { text: 'Third.' }],
      }),
      completed(),
    ]);
    const state = stateOf({ encrypted_content: 'whole' });
    expect(parts).toEqual([{ type: 'reasoning', text: 'First.\n\nSecond.\n\nThird.', state }]);
  });

  it('marks reasoning that is not encrypted', async () => {
    const delta = { type: 'response.reasoning_text.delta', output_index: 0, content_index: 0, delta: 'Hm' };
    const item = { type: 'reasoning', id: 'rs', summary: [], content: [{ type: 'reasoning_text', text: 'Hm.' }] };
    const { parts } = await answerOf([created, delta, done(0, item), text('So.', { output_index: 1 }), completed()]);
    expect(parts[0]).toEqual({ type: 'reasoning', text: 'Hm.', state: stateOf({ field: 'content' }) });
  });

  it('reads calls whose pieces are mixed', async () => {
    const piece = (output_index: number, delta: string): object => ({
      type: 'response.function_call_arguments.delta',
      output_index,
      delta,
    });
    const { toolCalls } = await answerOf([
      created,
      added(0, call('a', '')),
      added(1, call('b', '')),
      piece(1, '{"n":'),
      piece(0, '{"n":'),
      piece(0, '1}'),
      piece(1, '2}'),
      done(0, call('a', '{"n":1}')),
      done(1, call('b', '{"n":2}')),
      completed(),
    ]);
    expect(toolCalls).toMatchObject([
      { id: 'a', arguments: '{"n":1}' },
      { id: 'b', arguments: '{"n":2}' },
    ]);
  });

  it.each([[['say "hi"\n', '\ud83c', '\udf0a']], [[]]])(
    'reads the text of a custom tool as arguments: %j',
    async (pieces) => {
      const input = pieces.join('');
      const item = (words: string): object => ({
        type: 'custom_tool_call',
        id: 'ctc',
        call_id: 'c',
        name: 'patch',
        input: words,
      });
      const events = read([
        created,
        added(0, item('')),
        ...pieces.map((delta) => ({ type: 'response.custom_tool_call_input.delta', item_id: 'ctc', delta })),
        done(0, item(input)),
        completed(),
      ]);
      const end = events.find((event) => event.type === 'tool-call-end');
      expect(end?.name).toBe('patch');
      expect(JSON.parse(end?.arguments ?? '')).toEqual({ input });
      const deltas = events.map((event) => (event.type === 'tool-call-delta' ? event.argumentsText : '')).join('');
      expect(deltas).toBe(end?.arguments);
    },
  );

  it.each([
    ['max_output_tokens', 'length'],
    ['content_filter', 'content-filter'],
    ['another', 'unknown'],
  ])('that is incomplete for %s has that finish reason', async (reason, finishReason) => {
    const response = { status: 'incomplete', incomplete_details: { reason } };
    const answer = await answerOf([created, text('Hm'), { type: 'response.incomplete', response }]);
    expect(answer).toMatchObject({ finishReason, rawFinishReason: reason, text: 'Hm' });
  });

  it.each<[object, object]>([
    [
      { type: 'error', code: 'rate_limit_exceeded', message: 'Please try again in 5s.', param: null },
      { kind: 'rate-limit', retryAfterMs: 5000 },
    ],
    [
      { type: 'response.failed', response: { status: 'failed', error: { code: 'rate_limit_exceeded', message: 'x' } } },
      { kind: 'rate-limit', rawCode: 'rate_limit_exceeded' },
    ],
    [
      {
        type: 'response.failed',
        response: { status: 'failed', error: { code: 'server_is_overloaded', message: 'x' } },
      },
      { kind: 'overloaded' },
    ],
    [
      { type: 'response.failed', response: { status: 'failed', error: { code: 'invalid_prompt', message: 'x' } } },
      { kind: 'content-filter' },
    ],
    [
      { type: 'response.failed', response: { status: 'failed', error: { code: 'server_error', message: 'x' } } },
      { kind: 'server-error' },
    ],
    [{ type: 'response.failed', response: { status: 'failed', error: null } }, { kind: 'server-error' }],
    [{ type: 'response.cancelled', response: { status: 'cancelled' } }, { kind: 'stream-cut' }],
    [{ object: 'response', status: 'failed', error: { code: 'server_error', message: 'x' } }, { kind: 'server-error' }],
  ])('that fails is typed by its code: %j', (event, error) => {
    expect(() => read([created, event])).toThrow(expect.objectContaining(error));
  });

  it('without its end is cut, also after an end mark of another protocol', () => {
    const reader = new EventAnswerReader(context, new ResponsesAnswer(context));
    const into: StreamEvent[] = [];
    reader.read(Buffer.from(`data: ${JSON.stringify(text('Do '))}\n\ndata: [DONE]\n\n`), into);
    expect(() => reader.end(into)).toThrow(expect.objectContaining({ kind: 'stream-cut' }));
    expect(into.at(-1)).toEqual({ type: 'text-delta', text: 'Do ' });
  });
});

it('reads an end with another name, parts with names of chat completions, and its usage', async () => {
  const output = [{ type: 'message', content: [{ type: 'text', text: 'Hi' }] }];
  const usage = { prompt_tokens: '10', completion_tokens: 5 };
  expect(await answerOf([{ type: 'response.done', response: { output, usage } }])).toMatchObject({
    text: 'Hi',
    finishReason: 'stop',
    usage: { inputTokens: 10, outputTokens: 5 },
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StreamEvent } from '../contract/stream-event.ts';
import { EventAnswerReader } from '../http/event-answer-reader.ts';
import type { JsonObject } from '../json/read-json-value.ts';
import { checkEventOrder } from '../stream/check-event-order.ts';
import { toEvent } from '../testing/local-upstream.ts';
import { answerOf, readInPieces } from '../testing/read-bytes.ts';
import { hasRecordings, readRecordedChunks, titleOfRecorded } from '../testing/recordings.ts';
import { FinishHabits } from './finish-habits.ts';
import { OpenAiAnswer } from './from-openai-event.ts';

const context = { providerId: 'acme', model: 'm', secrets: [], hasPrefill: false };

function read(
  payloads: readonly (string | object)[],
  pieceBytes = 1000,
  repeated: string | null = null,
  habits = new FinishHabits(),
): StreamEvent[] {
  const reader = new EventAnswerReader(context, new OpenAiAnswer(context, { repeatedPrefill: repeated, habits }));
  const events = readInPieces(reader, payloads.map(toEvent).join(''), pieceBytes);
  expect(checkEventOrder(events)).toEqual([]);
  return events;
}

const delta = (content: object, finish_reason: string | null = null): object => ({
  id: 'r-1',
  model: 'm-2026',
  choices: [{ index: 0, delta: content, finish_reason }],
});
const call = (piece: object): object => delta({ tool_calls: [piece] });

/** Chunks that have something beside a text. */
const otherChunks = [
  delta({ role: 'assistant', content: '' }),
  delta({ content: 'seen', reasoning: 'thought' }),
  delta({ reasoning_content: 'thought' }),
  delta({ refusal: 'No.' }),
  { ...delta({ content: 'a' }), usage: { prompt_tokens: 1, completion_tokens: 2 } },
  { choices: [{ index: 0, delta: { content: 'b' }, logprobs: { content: [{ token: 'b', logprob: -1 }] } }] },
  delta({}, 'stop'),
  delta({ content: 'late' }, 'stop'),
  { choices: [], usage: { prompt_tokens: 3, completion_tokens: 4 } },
];

describe('OpenAiAnswer', () => {
  it('reads chunks that differ in their text alone as it reads each one by itself', () => {
    const text = fc.oneof(fc.constantFrom('', 'a', ' b', '\n', '"'), fc.string()).map((content) => delta({ content }));
    const chunks = fc.array(fc.oneof({ weight: 3, arbitrary: text }, fc.constantFrom(...otherChunks)), {
      maxLength: 12,
    });
    fc.assert(
      fc.property(chunks, (given) => {
        const parsed: StreamEvent[] = [];
        const translated: StreamEvent[] = [];
        const reader = new EventAnswerReader(context, new OpenAiAnswer(context, { repeatedPrefill: null }));
        const answer = new OpenAiAnswer(context, { repeatedPrefill: null });
        for (const chunk of given) {
          reader.read(Buffer.from(toEvent(chunk)), parsed);
          answer.translate(structuredClone(chunk) as JsonObject, translated);
        }
        expect(parsed).toEqual(translated);
        expect(reader.progress).toBe(answer.progress);
      }),
      { numRuns: 500 },
    );
  });

  it('gives text, start and finish', async () => {
    const usage = { prompt_tokens: 3, completion_tokens: 2 };
    const chunks = [delta({ role: 'assistant', content: '' }), delta({ content: 'Hel' }), delta({ content: 'lo' })];
    const answer = await answerOf(read([...chunks, delta({}, 'stop'), { choices: [], usage }, '[DONE]']));
    expect(answer).toEqual({
      parts: [{ type: 'text', text: 'Hello' }],
      text: 'Hello',
      refusal: null,
      reasoning: '',
      toolCalls: [],
      finishReason: 'stop',
      rawFinishReason: 'stop',
      usage: { inputTokens: 3, cachedInputTokens: 0, cacheWriteTokens: 0, outputTokens: 2, reasoningTokens: 0 },
      rawUsage: usage,
      responseId: 'r-1',
      servedModel: 'm-2026',
      skippedEvents: 0,
      warnings: [],
      providerMetadata: null,
    });
  });

  it.each([
    ['stop', 'stop'],
    ['eos', 'stop'],
    ['length', 'length'],
    ['model_length', 'length'],
    // No call came.
    ['tool_calls', 'stop'],
    ['content_filter', 'content-filter'],
    ['sensitive', 'content-filter'],
    ['SAFETY', 'content-filter'],
    ['STOP', 'stop'],
    ['MAX_TOKENS', 'length'],
    ['max_output_tokens', 'length'],
    ['end_turn', 'stop'],
    ['something_new', 'unknown'],
  ])('maps the finish reason %s to %s', async (raw, unified) => {
    expect(await answerOf(read([delta({ content: 'x' }, raw), '[DONE]']))).toMatchObject({
      finishReason: unified,
      rawFinishReason: raw,
    });
  });

  it.each([
    ['error', 'server-error'],
    ['insufficient_system_resource', 'overloaded'],
    ['abort', 'stream-cut'],
    ['network_error', 'stream-cut'],
    ['ERROR', 'server-error'],
  ])('treats the finish reason %s as a failure', (raw, kind) => {
    expect(() => read([delta({ content: 'x' }, raw)])).toThrow(expect.objectContaining({ kind, rawCode: raw }));
  });

  it.each<[string, object]>([
    ['reasoning_content', { reasoning_content: 'Hm' }],
    ['reasoning', { reasoning: 'Hm' }],
    ['reasoning_text', { reasoning_text: 'Hm' }],
    ['thinking parts', { content: [{ type: 'thinking', thinking: [{ type: 'text', text: 'Hm' }] }] }],
  ])('reads reasoning from %s', async (_, piece) => {
    const answer = await answerOf(read([delta(piece), delta({ content: [{ type: 'text', text: 'Yes' }] }, 'stop')]));
    expect(answer).toMatchObject({ reasoning: 'Hm', text: 'Yes' });
  });

  it('reads one answer if the server sends two', async () => {
    const other = { index: 1, delta: { content: 'Other' }, finish_reason: null };
    const mine = { index: 0, delta: { content: 'Mine' }, finish_reason: 'stop' };
    for (const chunks of [[{ choices: [other] }, { choices: [mine] }], [{ choices: [other, mine] }]]) {
      expect(await answerOf(read([{ id: 'a', choices: [] }, ...chunks, '[DONE]']))).toMatchObject({ text: 'Mine' });
    }
  });

  it('assembles parallel calls whose pieces are mixed', async () => {
    const answer = await answerOf(
      read([
        call({ index: 0, id: 'a', function: { name: 'one', arguments: '' } }),
        call({ index: 1, id: 'b', function: { name: 'two', arguments: '{"x"' } }),
        call({ index: 0, function: { arguments: '{"y":2}' } }),
        call({ index: 1, function: { arguments: ':1}' } }),
        delta({}, 'tool_calls'),
        '[DONE]',
      ]),
    );
    expect(answer.toolCalls).toEqual([
      { id: 'a', name: 'one', arguments: '{"y":2}' },
      { id: 'b', name: 'two', arguments: '{"x":1}' },
    ]);
  });

  it('reads a single call outside a list', async () => {
    const single = { index: 0, id: 'a', function: { name: 'one', arguments: '{}' } };
    const answer = await answerOf(read([delta({ tool_calls: single }), delta({}, 'tool_calls')]));
    expect(answer).toMatchObject({ finishReason: 'tool-calls', toolCalls: [{ id: 'a', name: 'one' }] });
  });

  it('reads a call without arguments, and reports tool-calls although the provider says stop', async () => {
    const answer = await answerOf(read([call({ index: 0, id: 'a', function: { name: 'one' } }), delta({}, 'stop')]));
    expect(answer).toMatchObject({ finishReason: 'tool-calls', rawFinishReason: 'stop' });
    expect(answer.toolCalls).toEqual([{ id: 'a', name: 'one', arguments: '{}' }]);
  });

  it('separates calls that share an index or have none, and creates missing ids', async () => {
    const shared = await answerOf(
      read([
        call({ index: 0, id: 'a', function: { name: 'one', arguments: '{"x":1}' } }),
        call({ index: 0, id: 'b', function: { name: 'two', arguments: { y: 2 } } }),
        delta({}, 'tool_calls'),
      ]),
    );
    expect(shared.toolCalls.map((one) => one.arguments)).toEqual(['{"x":1}', '{"y":2}']);
    const bare = await answerOf(read([call({ function: { name: 'one', arguments: '{}' } }), delta({}, 'stop')]));
    expect(bare.toolCalls[0]?.id).toMatch(/^call_/);
  });

  const stateOf = (value: object): object => ({ providerId: 'acme', dialect: 'openai', value });

  it('ends reasoning at the first text, with its original member', async () => {
    const { parts } = await answerOf(
      read([delta({ reasoning: 'Hm', content: '' }), delta({ reasoning: '.' }), delta({ content: 'Yes' }, 'stop')]),
    );
    expect(parts).toEqual([
      { type: 'reasoning', text: 'Hm.', state: stateOf({ field: 'reasoning' }) },
      { type: 'text', text: 'Yes' },
    ]);
  });

  it('keeps details of reasoning after a call, and details without text', async () => {
    const encrypted = { type: 'reasoning.encrypted', id: 'a', data: 'x' };
    const { parts } = await answerOf(
      read([
        delta({ reasoning_details: [encrypted] }),
        call({ index: 0, id: 'a', function: { name: 'one', arguments: '{}' } }),
        delta({ reasoning_details: [encrypted] }, 'tool_calls'),
      ]),
    );
    const hidden = { type: 'reasoning', text: '', state: stateOf({ reasoning_details: [encrypted] }) };
    expect(parts).toMatchObject([hidden, { type: 'tool-call', name: 'one' }, hidden]);
  });

  it("keeps Google's signature of the text, and data about the whole answer", async () => {
    const extra_content = { google: { thought_signature: 's' } };
    const last = { ...delta({}, 'stop'), service_tier: 'flex', citations: ['https://example.com'] };
    const answer = await answerOf(read([delta({ content: 'a' }), delta({ content: 'b', extra_content }), last]));
    expect(answer.parts).toEqual([{ type: 'text', text: 'ab', state: stateOf({ extra_content }) }]);
    expect(answer.providerMetadata).toEqual({ service_tier: 'flex', citations: ['https://example.com'] });
  });

  it('reads a spoken answer: its transcript as the text, its sound as one file', async () => {
    const pieces = [{ transcript: 'Hel' }, { transcript: 'lo' }, { data: 'AAE=' }, { data: 'Ag==' }];
    const answer = await answerOf(read([...pieces.map((audio) => delta({ audio })), delta({}, 'stop'), '[DONE]']));
    expect(answer.text).toBe('Hello');
    expect(answer.parts[1]).toMatchObject({ type: 'audio', mediaType: 'audio/pcm', source: { data: 'AAEC' } });
  });

  it('reads a refusal as a refusal', async () => {
    const answer = await answerOf(
      read([delta({ refusal: 'I cannot' }), delta({ refusal: ' do that.' }, 'stop'), '[DONE]']),
    );
    expect(answer).toMatchObject({
      text: '',
      refusal: 'I cannot do that.',
      finishReason: 'stop',
      rawFinishReason: 'stop',
    });
  });

  it('throws an error within a choice', () => {
    const failed = {
      id: 'r',
      choices: [{ delta: {}, finish_reason: 'error', error: { code: 429, message: 'Slow.' } }],
    };
    expect(() => read([delta({ content: 'a' }), failed])).toThrow(expect.objectContaining({ kind: 'rate-limit' }));
  });

  it('reopens if content follows the finish reason, and is cut if nothing ends that content', async () => {
    const early = [delta({ reasoning_content: 'hm' }, 'stop'), delta({ content: 'yes' })];
    expect(() => read(early)).toThrow(expect.objectContaining({ kind: 'stream-cut' }));
    expect(await answerOf(read([...early, '[DONE]']))).toMatchObject({ text: 'yes', finishReason: 'stop' });
  });

  it("starts with Azure's second chunk, ignores unknown members, and finds Groq's usage", async () => {
    const usage = { prompt_tokens: 1, completion_tokens: 1 };
    const answer = await answerOf(
      read([
        { id: '', model: '', choices: [], prompt_filter_results: [{}] },
        { ...delta({ content: 'x', surprise: 1 }), new_field: {} },
        { type: 'unheard-of' },
        { ...delta({}, 'stop'), x_groq: { usage } },
      ]),
    );
    expect(answer).toMatchObject({ responseId: 'r-1', servedModel: 'm-2026', text: 'x', rawUsage: usage });
  });

  it('keeps the last usage if it comes with every chunk', async () => {
    const withUsage = (completion_tokens: number, finish: string | null): object => ({
      ...delta({ content: 'x' }, finish),
      usage: { prompt_tokens: 1, completion_tokens },
    });
    const answer = await answerOf(read([withUsage(1, null), withUsage(2, null), withUsage(3, 'stop'), '[DONE]']));
    expect(answer).toMatchObject({ text: 'xxx', usage: { outputTokens: 3 } });
  });

  it('removes the prefill if the provider repeats it', async () => {
    const chunks = [delta({ content: 'Once' }), delta({ content: ' upon a time' }, 'stop'), '[DONE]'];
    expect((await answerOf(read(chunks, 1000, 'Once upon'))).text).toBe(' a time');
    expect((await answerOf(read([delta({ content: 'Onc' }, 'stop')], 1000, 'Once upon'))).text).toBe('Onc');
  });

  it('throws an error that comes within the answer', () => {
    const error = { error: { message: 'Overloaded', code: 503 } };
    expect(() => read([delta({ content: 'x' }), error])).toThrow(expect.objectContaining({ kind: 'overloaded' }));
  });

  it('is cut without a finish reason, also with an end mark', () => {
    expect(() => read([delta({ content: 'x' })])).toThrow(expect.objectContaining({ kind: 'stream-cut' }));
    expect(() => read(['[DONE]'])).toThrow(expect.objectContaining({ kind: 'stream-cut' }));
  });

  it('accepts an end mark as an end although the finish reason is missing', async () => {
    expect(await answerOf(read([delta({ content: 'x' }), '[DONE]']))).toMatchObject({
      text: 'x',
      finishReason: 'unknown',
      rawFinishReason: null,
    });
  });
});

describe('the end mark of a server that gives finish reasons', () => {
  it.each([
    ['text', delta({ content: 'x' })],
    ['nothing', delta({ role: 'assistant' })],
  ])('without a reason means a cut, after %s', (_, chunk) => {
    const habits = new FinishHabits();
    read([delta({ content: 'x' }, 'stop'), '[DONE]'], 1000, null, habits);
    expect(() => read([chunk, '[DONE]'], 1000, null, habits)).toThrow(expect.objectContaining({ kind: 'stream-cut' }));
  });

  it('is enough if the usage came before it', async () => {
    const habits = new FinishHabits();
    read([delta({ content: 'x' }, 'stop'), '[DONE]'], 1000, null, habits);
    const usage = { choices: [], usage: { prompt_tokens: 3, completion_tokens: 1 } };
    const events = read([delta({ content: 'y' }), usage, '[DONE]'], 1000, null, habits);
    expect(await answerOf(events)).toMatchObject({ text: 'y', finishReason: 'unknown' });
  });
});

// Recordings of real answers are beside the checkout on some machines. Elsewhere these tests are skipped.
describe.skipIf(!hasRecordings)(titleOfRecorded('recorded answers'), () => {
  it.each([
    ['openai-text', 300, 'gpt-4.1-nano-2025-04-14', 16],
    ['mistral-text', 8, 'mistral-small-latest', 13],
  ])('reads %s, for any pieces', async (name, outputTokens, servedModel, inputTokens) => {
    const payloads = [...readRecordedChunks(name), '[DONE]'];
    const whole = await answerOf(read(payloads, 1_000_000));
    expect(whole).toMatchObject({
      finishReason: 'stop',
      servedModel,
      skippedEvents: 0,
      usage: { inputTokens, outputTokens },
    });
    for (const pieceBytes of [1, 7, 100, 1460]) expect(await answerOf(read(payloads, pieceBytes))).toEqual(whole);
  });

  it('keeps every character', async () => {
    expect((await answerOf(read([...readRecordedChunks('mistral-text'), '[DONE]']))).text).toBe(
      'Hello, world! This is a test response.',
    );
  });
});

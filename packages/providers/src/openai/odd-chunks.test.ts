import { describe, expect, it } from 'vitest';
import type { StreamEvent } from '../contract/stream-event.ts';
import { EventAnswerReader } from '../http/event-answer-reader.ts';
import { checkEventOrder } from '../stream/check-event-order.ts';
import { type Answer, collectStream } from '../stream/collect-stream.ts';
import { OpenAiAnswer } from './from-openai-event.ts';

const context = { providerId: 'acme', model: 'm', secrets: [], hasPrefill: false };

async function read(...events: readonly (object | string)[]): Promise<Answer> {
  const reader = new EventAnswerReader(context, new OpenAiAnswer(context, { repeatedPrefill: null }));
  const text = events.map((event) => `data: ${typeof event === 'string' ? event : JSON.stringify(event)}\n\n`).join('');
  const batch: StreamEvent[] = [];
  reader.read(Buffer.from(text), batch);
  reader.end(batch);
  expect(checkEventOrder(batch)).toEqual([]);
  return collectStream(
    (async function* () {
      yield batch;
    })(),
  );
}

const chunk = (delta: unknown, finish_reason: unknown = null, more: object = {}): object => ({
  id: 'x',
  choices: [{ index: 0, delta, finish_reason, ...more }],
});
const end = chunk({}, 'stop');

describe('a finish reason', () => {
  it.each(['null', 'none', ''])('is absent as %j, so an answer that ends then is cut', async (none) => {
    await expect(read(chunk({ content: 'a' }, none))).rejects.toMatchObject({ kind: 'stream-cut' });
    expect(await read(chunk({ content: 'a' }, none), chunk({ content: 'b' }, 'stop'))).toMatchObject({
      text: 'ab',
      finishReason: 'stop',
    });
  });

  it("may have Google's name", async () => {
    const choices = [{ index: 0, delta: { content: 'a' }, finishReason: 'length' }];
    expect(await read({ id: 'x', choices })).toMatchObject({ text: 'a', finishReason: 'length' });
  });

  it('may be missing after tool calls', async () => {
    const tool_calls = [{ index: 0, id: 'a', function: { name: 'look', arguments: '{}' } }];
    expect(await read(chunk({ tool_calls }), '[DONE]')).toMatchObject({ finishReason: 'tool-calls' });
  });
});

describe('the text', () => {
  it.each<[string, unknown]>([
    ['an object', { type: 'text', text: 'ab' }],
    ['a list of texts', ['a', 'b']],
    ['parts of Responses', [{ type: 'output_text', text: 'ab' }]],
  ])('may come as %s', async (_, content) => {
    expect(await read(chunk({ content }, 'stop'))).toMatchObject({ text: 'ab' });
  });

  it.each<[string, object]>([
    ['an empty delta', { delta: {} }],
    ['a delta of the role alone', { delta: { role: 'assistant', content: '' } }],
  ])('may come as a message beside %s', async (_, choice) => {
    const message = { role: 'assistant', content: 'ab' };
    const choices = [{ index: 0, ...choice, message, finish_reason: 'stop' }];
    expect(await read({ id: 'x', choices })).toMatchObject({ text: 'ab' });
  });

  it('may come as a message after a delta with only the role', async () => {
    const choices = [{ index: 0, message: { content: 'ab' }, finish_reason: 'stop' }];
    expect(await read(chunk({ role: 'assistant', content: '' }), { id: 'x', choices })).toMatchObject({ text: 'ab' });
  });

  it('is not complete because of an empty message with a delta', async () => {
    const choices = [{ index: 0, delta: { content: '' }, message: { role: 'assistant', content: '' } }];
    await expect(read({ id: 'x', choices })).rejects.toMatchObject({ kind: 'stream-cut' });
  });

  it('is read once if each chunk repeats all of it as a message', async () => {
    const part = (content: string, all: string): object => ({
      id: 'x',
      choices: [{ index: 0, delta: { content }, message: { content: all } }],
    });
    expect(await read(part('a', 'a'), part('b', 'ab'), end)).toMatchObject({ text: 'ab' });
  });
});

describe('reasoning', () => {
  it.each<[string, object]>([
    ['beside an empty member of another name', { reasoning_content: '', reasoning: 'hm' }],
    ['as thinking', { thinking: 'hm' }],
    ['in details alone', { reasoning_details: [{ type: 'reasoning.text', index: 0, text: 'hm' }] }],
    ['in a summary alone', { reasoning_details: [{ type: 'reasoning.summary', index: 0, summary: 'hm' }] }],
    ['in blocks alone', { thinking_blocks: [{ type: 'thinking', thinking: 'hm' }] }],
    ['as a part with a summary', { content: [{ type: 'reasoning', summary: [{ type: 'summary_text', text: 'hm' }] }] }],
    ['as a part with a text', { content: [{ type: 'thinking', thinking: 'hm' }] }],
  ])('may come %s', async (_, delta) => {
    expect(await read(chunk(delta), chunk({ content: 'a' }, 'stop'))).toMatchObject({ reasoning: 'hm', text: 'a' });
  });

  it('is read once if it comes as text and in details', async () => {
    const delta = { reasoning: 'hm', reasoning_details: [{ type: 'reasoning.text', index: 0, text: 'hm' }] };
    expect(await read(chunk(delta), end)).toMatchObject({ reasoning: 'hm' });
  });

  it("keeps LiteLLM's signed blocks for the next turn", async () => {
    const { parts } = await read(
      chunk({ reasoning_content: 'h', thinking_blocks: [{ type: 'thinking', thinking: 'h', signature: '' }] }),
      chunk({ reasoning_content: 'm', thinking_blocks: [{ type: 'thinking', thinking: 'm', signature: null }] }),
      chunk({ thinking_blocks: [{ type: 'thinking', thinking: '', signature: 'signed' }] }),
      chunk({ thinking_blocks: [{ type: 'redacted_thinking', data: 'xyz' }] }),
      chunk({ content: 'a' }, 'stop'),
    );
    expect(parts[0]?.state?.value).toEqual({
      field: 'reasoning_content',
      reasoning_details: [
        { type: 'thinking', thinking: 'hm', signature: 'signed' },
        { type: 'redacted_thinking', data: 'xyz' },
      ],
    });
  });
});

it('reads usage that comes twice, with zeros at the end', async () => {
  const usage = { prompt_tokens: 10, completion_tokens: 5 };
  const zeros = { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 };
  expect(await read({ ...chunk({ content: 'a' }), usage }, { ...end, usage: zeros })).toMatchObject({
    usage: { inputTokens: 10, outputTokens: 5 },
  });
});

describe('a chunk', () => {
  it.each<[string, object]>([
    ['a choice that stands alone', { id: 'x', choices: { delta: { content: 'ab' }, finish_reason: 'stop' } }],
    [
      'choices that are counted from 1',
      { id: 'x', choices: [{ index: 1, delta: { content: 'ab' }, finish_reason: 'stop' }] },
    ],
    [
      'an envelope',
      { code: 0, message: 'ok', data: { choices: [{ message: { content: 'ab' }, finish_reason: 'stop' }] } },
    ],
    ['another envelope', { result: { choices: [{ message: { content: 'ab' }, finish_reason: 'stop' }] }, errors: [] }],
  ])('may have %s', async (_, event) => {
    expect(await read(event, '[DONE]')).toMatchObject({ text: 'ab', finishReason: 'stop' });
  });

  it('of another choice stays separate, in any order', async () => {
    const of = (index: number, content: string): object => ({ id: 'x', choices: [{ index, delta: { content } }] });
    expect(await read(of(0, 'a'), of(1, 'B'), of(0, 'c'), end)).toMatchObject({ text: 'ac' });
    expect(await read(of(1, 'B'), of(0, 'a'), of(1, 'D'), end)).toMatchObject({ text: 'a' });
    const last = { id: 'x', choices: [{ index: 1, delta: {}, finish_reason: 'stop' }] };
    expect(await read(of(1, 'B'), of(1, 'C'), last)).toMatchObject({ text: 'BC', finishReason: 'stop' });
    await expect(read(of(1, 'B'), of(1, 'C'))).rejects.toMatchObject({ kind: 'stream-cut' });
  });

  it("may be in Python's form, twice in one event, or with its field repeated", async () => {
    const [first, second] = [JSON.stringify(chunk({ content: 'a\tb' })), JSON.stringify(chunk({ content: 'c' }))];
    const odd = first.replace('\\t', '\t').replace('"finish_reason":null', '"finish_reason":null,"logprobs":NaN');
    expect(await read(odd, first + second, `data: ${second}`, end)).toMatchObject({ text: 'a\tba\tbcc' });
  });
});

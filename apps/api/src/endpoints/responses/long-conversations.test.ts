import { type ArrivedRequest, type LocalUpstream, sendEvents, startLocalUpstream } from '@penstock/providers/testing';
import OpenAI, { BadRequestError } from 'openai';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startPenstock, type TestPenstock } from '../../testing/start-penstock.ts';
import { checkResponseEvents, type ResponseEvent } from './testing/check-response-events.ts';

const token = (text: string) => ({ token: text, logprob: -0.1, bytes: [...Buffer.from(text)], top_logprobs: [] });

let upstream: LocalUpstream;
let penstock: TestPenstock;
let client: OpenAI;

beforeAll(async () => {
  upstream = await startLocalUpstream((_, response) => {
    const logprobs = { content: [token('Fine'), token('.')], refusal: null };
    sendEvents(response, [
      { id: 'c1', model: 'm', choices: [{ index: 0, delta: { content: 'Fine.' }, logprobs, finish_reason: 'stop' }] },
      { choices: [], usage: { prompt_tokens: 9, completion_tokens: 2, total_tokens: 11 } },
      '[DONE]',
    ]);
  });
  const facts = 'max_output_tokens: 500, capabilities: [function_calling, vision]';
  penstock = await startPenstock({
    policy: () => `providers:
  openai: { base_url: "${upstream.url}/v1", api_key: key }
models:
  openai: { small: { context_window: 3000, ${facts} }, large: { context_window: 6000, ${facts} } }
routing_rules: { chains: { BOTH: [openai/small, openai/large] } }
retention: { content_days: 30 }
`,
  });
  client = new OpenAI({ apiKey: penstock.key, baseURL: `${penstock.url}/v1`, maxRetries: 0 });
}, 60_000);
afterAll(async () => {
  await penstock.close();
  await upstream.close();
});

type Item = OpenAI.Responses.ResponseInputItem;
const lastMessages = () =>
  ((upstream.requests.at(-1) as ArrivedRequest).body as { messages: { role: string }[] }).messages;

/** About 500 tokens a turn, each with a tool call and its result. */
const turns: Item[] = Array.from({ length: 12 }, (_, index): Item[] => [
  { role: 'user', content: `Turn ${index}: ${'some words of the user '.repeat(60)}` },
  { type: 'function_call', call_id: `c${index}`, name: 'look', arguments: '{}' },
  { type: 'function_call_output', call_id: `c${index}`, output: 'what was seen there '.repeat(50) },
  { role: 'assistant', content: `Turn ${index} is over.` },
]).flat();
const instructions = 'Be short.';
const input: Item[] = [...turns, { role: 'user', content: 'And now?' }];

test.each([
  ['openai/small', 3_000],
  ['BOTH', 6_000],
  ['auto', 6_000],
])('a conversation that is too long for %s loses its oldest messages, with a warning', async (model, window) => {
  const body = { model, input, instructions, max_output_tokens: 200 };
  await expect(client.responses.create(body)).rejects.toThrow(BadRequestError);
  const answer = await client.responses.create({ ...body, truncation: 'auto' });
  expect(answer).toMatchObject({ status: 'completed', truncation: 'auto', instructions });
  const { warnings } = (answer as unknown as { penstock: { warnings: { path: string; message: string }[] } }).penstock;
  expect(warnings).toEqual([expect.objectContaining({ code: 'DROPPED', path: 'truncation' })]);
  expect(warnings[0]?.message).toContain(`window of ${window} tokens`);
  const [first, second, ...rest] = lastMessages();
  expect([first?.role, second?.role]).toEqual(['system', 'user']);
  expect(rest.at(-1)).toMatchObject({ role: 'user', content: 'And now?' });
  // As many turns as fit: one turn has about 500 tokens.
  expect(JSON.stringify(lastMessages()).length).toBeGreaterThan((window - 1_000) * 3);
});

test('a conversation that fits stays unchanged', async () => {
  const answer = await client.responses.create({ model: 'openai/small', input: turns.slice(-4), truncation: 'auto' });
  expect(answer).not.toHaveProperty('penstock.warnings');
  expect(lastMessages()).toHaveLength(4);
});

test('a conversation whose last message alone is too long is refused', async () => {
  const body = { model: 'openai/small', input: 'word '.repeat(20_000), truncation: 'auto' as const };
  await expect(client.responses.create(body)).rejects.toMatchObject({ code: 'context_length_exceeded' });
});

test('the input of a stored response is listed page by page', async () => {
  const first = await client.responses.create({ model: 'openai/small', input: turns.slice(-4), instructions });
  const image = { type: 'input_image' as const, image_url: 'https://images.example/a.png', detail: 'low' as const };
  const content = [{ type: 'input_text' as const, text: 'And this?' }, image];
  const body = { model: 'openai/small', previous_response_id: first.id, input: [{ role: 'user' as const, content }] };
  const second = await client.responses.create(body);
  const items = await Array.fromAsync(client.responses.inputItems.list(second.id, { order: 'asc', limit: 2 }));
  expect(items.map(({ type }) => type)).toEqual([
    'message',
    'function_call',
    'function_call_output',
    'message',
    'message',
    'message',
  ]);
  expect(items[1]).toMatchObject({ call_id: 'c11', name: 'look', arguments: '{}' });
  expect(items[4]).toMatchObject({ role: 'assistant', content: [{ type: 'output_text', text: 'Fine.' }] });
  expect(items[5]).toMatchObject({ role: 'user', content });
  expect(new Set(items.map((item) => ('id' in item ? item.id : null))).size).toBe(6);
  const page = await client.responses.inputItems.list(second.id, { limit: 1 });
  expect(page.data).toEqual([items[5]]);
  expect(page.has_more).toBe(true);
  await expect(client.responses.inputItems.list(second.id, { limit: 1_000 })).rejects.toThrow(/limit must be/);
  await expect(client.responses.inputItems.list(second.id, { after: 'in_7' })).rejects.toThrow(
    /is not the id of an item/,
  );
});

test('the tokens of a prompt are counted before a call', async () => {
  const before = upstream.requests.length;
  const few = await client.responses.inputTokens.count({ model: 'openai/small', input: 'Hi' });
  const many = await client.responses.inputTokens.count({ model: 'auto', input, instructions });
  expect(few.object).toBe('response.input_tokens');
  expect(few.input_tokens).toBeGreaterThan(0);
  expect(many.input_tokens).toBeGreaterThan(3_000);
  expect(upstream.requests.length).toBe(before);
});

test('log probabilities arrive whole and streamed', async () => {
  const body = {
    model: 'openai/small',
    input: 'Hi',
    include: ['message.output_text.logprobs' as const],
    top_logprobs: 2,
  };
  const whole = await client.responses.create(body);
  const logprobs = ['Fine', '.'].map(token);
  const output = [{ content: [{ type: 'output_text', text: 'Fine.', logprobs }] }];
  expect(whole).toMatchObject({ output, top_logprobs: 2 });
  const events: ResponseEvent[] = [];
  for await (const event of await client.responses.create({ ...body, stream: true })) {
    events.push(event as unknown as ResponseEvent);
  }
  checkResponseEvents(events);
  expect(events.find(({ type }) => type === 'response.output_text.done')).toMatchObject({ logprobs });
  expect(events.at(-1)).toMatchObject({ type: 'response.completed', response: { output } });
});

test('an image by value causes a warning at the first call that it is not stored', async () => {
  const png = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
  const content = [
    { type: 'input_image' as const, image_url: `data:image/png;base64,${png}`, detail: 'auto' as const },
  ];
  const body = { model: 'openai/small', input: [{ role: 'user' as const, content }] };
  const stored = await client.responses.create(body);
  expect(stored).toMatchObject({
    penstock: { warnings: [{ path: 'store', message: expect.stringContaining('not stored') }] },
  });
  expect(await client.responses.create({ ...body, store: false })).not.toHaveProperty('penstock.warnings');
});

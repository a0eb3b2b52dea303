import Anthropic, { APIError, AuthenticationError, BadRequestError, NotFoundError } from '@anthropic-ai/sdk';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { TestPenstock } from '../../testing/start-penstock.ts';
import { dialectNames, startMessages } from './testing/start-messages.ts';

const png = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const pdf = Buffer.from('%PDF-1.4\n%%EOF\n').toString('base64');
const weather: Anthropic.Tool = {
  name: 'get_weather',
  description: 'The weather of a city.',
  input_schema: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
};

let penstock: TestPenstock;
let client: Anthropic;

beforeAll(async () => {
  penstock = await startMessages(['well', 'think-1', 'sim-500', 'sim-529', 'sim-cut-5', 'slow-5ms-30tps']);
  client = new Anthropic({ apiKey: penstock.key, baseURL: penstock.url, maxRetries: 0 });
}, 240_000);
afterAll(() => penstock.close());

const ask = (content: Anthropic.MessageParam['content']): Anthropic.MessageParam[] => [{ role: 'user', content }];
const lastBody = (): Record<string, unknown> => penstock.simulator.requests().at(-1)?.body as Record<string, unknown>;

describe.each(dialectNames)('the Anthropic SDK before a model of the dialect %s', (dialect) => {
  const model = `x-${dialect}/well`;
  const base = { model, max_tokens: 1000 };

  test('gets a text, with usage', async () => {
    const answer = await client.messages.create({ ...base, messages: ask('Say "all is well"') });
    expect(answer.content).toEqual([{ type: 'text', text: 'all is well' }]);
    expect(answer).toMatchObject({ type: 'message', role: 'assistant', model, stop_reason: 'end_turn' });
    expect(answer.usage.input_tokens).toBeGreaterThan(3);
    expect(answer.usage.output_tokens).toBeGreaterThan(1);
  });

  test('streams a text, also with its helper for whole answers', async () => {
    const stream = client.messages.stream({ ...base, messages: ask('Say "one two three four"') });
    const pieces: string[] = [];
    stream.on('text', (piece) => pieces.push(piece));
    const answer = await stream.finalMessage();
    expect(pieces.join('')).toBe('one two three four');
    expect(answer.content).toMatchObject([{ type: 'text', text: 'one two three four' }]);
    expect(answer.stop_reason).toBe('end_turn');
    expect(answer.usage.input_tokens).toBeGreaterThan(3);
  });

  test.each([false, true])('calls tools over two turns (streamed: %s)', async (isStreamed) => {
    const messages = ask('What is the weather in Paris?');
    const body = { ...base, messages, tools: [weather], system: [{ type: 'text' as const, text: 'Be brief.' }] };
    const first = isStreamed ? await client.messages.stream(body).finalMessage() : await client.messages.create(body);
    const calls = first.content.filter((block) => block.type === 'tool_use');
    expect(first.stop_reason).toBe('tool_use');
    expect(calls).toMatchObject([{ name: 'get_weather', input: { city: 'Paris' } }]);
    const results = calls.map(
      ({ id }): Anthropic.ContentBlockParam => ({
        type: 'tool_result',
        tool_use_id: id,
        content: [{ type: 'text', text: '{"degrees":20}' }],
      }),
    );
    const second = await client.messages.create({
      ...body,
      messages: [...messages, { role: 'assistant', content: first.content }, { role: 'user', content: results }],
    });
    expect(second.stop_reason).toBe('end_turn');
    expect(JSON.stringify(second.content)).toMatch(/20/);
  });

  test('gets JSON by a schema', async () => {
    const schema = {
      type: 'object',
      properties: { name: { type: 'string' }, size: { type: 'integer' } },
      required: ['name', 'size'],
      additionalProperties: false,
    };
    const answer = await client.messages.create({
      ...base,
      messages: ask('Describe a city as JSON.'),
      output_config: { format: { type: 'json_schema', schema } },
    });
    const [block] = answer.content;
    expect(block?.type === 'text' && JSON.parse(block.text)).toEqual({
      name: expect.any(String),
      size: expect.any(Number),
    });
  });

  test('sends images', async () => {
    const answer = await client.messages.create({
      ...base,
      messages: ask([
        { type: 'image', source: { type: 'base64', media_type: 'image/png', data: png } },
        { type: 'text', text: 'What does this image show?' },
      ]),
    });
    expect(JSON.stringify(answer.content)).toMatch(/image/i);
    expect(JSON.stringify(lastBody())).toContain(png);
  });

  test('keeps reasoning over turns', async () => {
    const body = {
      model: `x-${dialect}/think-1`,
      max_tokens: 4000,
      thinking: { type: 'enabled' as const, budget_tokens: 1024 },
      tools: [weather],
    };
    const messages = ask('What is the weather in Rome?');
    const first = await client.messages.stream({ ...body, messages }).finalMessage();
    const types = first.content.map(({ type }) => type);
    expect(types[0]).toBe('thinking');
    const call = first.content.find((block) => block.type === 'tool_use');
    const second = await client.messages.create({
      ...body,
      messages: [
        ...messages,
        { role: 'assistant', content: first.content },
        { role: 'user', content: [{ type: 'tool_result', tool_use_id: call?.id ?? '', content: '25' }] },
      ],
    });
    expect(second.stop_reason).toBe('end_turn');
    // The providers of these dialects need their reasoning back.
    const thought = first.content.find((block) => block.type === 'thinking')?.thinking ?? '';
    const isWanted = dialect === 'anthropic' || dialect === 'ollama' || dialect === 'cohere';
    if (isWanted) expect(JSON.stringify(lastBody())).toContain(JSON.stringify(thought).slice(1, 40));
  });

  test('ends the upstream call when the client aborts', async () => {
    const stream = client.messages.stream({
      model: `x-${dialect}/slow-5ms-30tps`,
      max_tokens: 2000,
      messages: ask('Write 1000 tokens.'),
    });
    stream.on('error', () => {});
    stream.on('abort', () => {});
    stream.once('text', () => stream.abort());
    await stream.done().catch(() => {});
    await vi.waitFor(() => expect(penstock.simulator.requests().at(-1)?.state).toBe('aborted'), 10_000);
  });

  test('throws during a stream that breaks off', async () => {
    let text = '';
    const body = { model: `x-${dialect}/sim-cut-5`, max_tokens: 100, enable_fallback: false };
    const read = async (): Promise<void> => {
      const stream = client.messages.stream({ ...body, messages: ask('Say "a b c d e f g h"') });
      stream.on('text', (piece) => {
        text += piece;
      });
      await stream.finalMessage();
    };
    await expect(read()).rejects.toThrow(APIError);
    expect('a b c d e f g h'.startsWith(text)).toBe(true);
  });
});

describe('the Anthropic SDK', () => {
  const base = { model: 'x-anthropic/well', max_tokens: 1000 };

  test('sends PDFs and texts', async () => {
    await client.messages.create({
      ...base,
      messages: ask([
        { type: 'document', source: { type: 'base64', media_type: 'application/pdf', data: pdf }, title: 'A paper' },
        { type: 'document', source: { type: 'text', media_type: 'text/plain', data: 'Grass is green.' } },
        { type: 'text', text: 'Say "read"' },
      ]),
    });
    expect(lastBody().messages).toMatchObject([
      {
        content: [
          { type: 'document', title: 'A paper', source: { data: pdf } },
          { type: 'document', source: { type: 'text', data: 'Grass is green.' } },
          { type: 'text' },
        ],
      },
    ]);
    await client.messages.create({
      ...base,
      model: 'x-openai/well',
      messages: ask([
        { type: 'document', source: { type: 'base64', media_type: 'application/pdf', data: pdf } },
        { type: 'text', text: 'Say "read"' },
      ]),
    });
    expect(JSON.stringify(lastBody())).toContain(pdf);
  });

  test('gets the tokens of the prompt cache', async () => {
    const system = [
      { type: 'text' as const, text: 'Grass is green. '.repeat(1500), cache_control: { type: 'ephemeral' as const } },
    ];
    const first = await client.messages.create({ ...base, system, messages: ask('Say "one"') });
    const second = await client.messages.create({ ...base, system, messages: ask('Say "two"') });
    expect(first.usage.cache_creation_input_tokens).toBeGreaterThan(1000);
    expect(second.usage.cache_read_input_tokens).toBeGreaterThan(1000);
    const streamed = await client.messages.stream({ ...base, system, messages: ask('Say "three"') }).finalMessage();
    expect(streamed.usage.cache_read_input_tokens).toBeGreaterThan(1000);
  });

  test('counts tokens', async () => {
    const { input_tokens: tokens } = await client.messages.countTokens({
      model: base.model,
      messages: ask('How many tokens are there?'),
    });
    expect(tokens).toBeGreaterThan(5);
    const wrong = client.messages.countTokens({ model: 'x-anthropic/wel', messages: ask('hi') });
    await expect(wrong).rejects.toThrow(NotFoundError);
  });

  test('lists models and reads one, page by page', async () => {
    const ids: string[] = [];
    for await (const { id } of client.models.list({ limit: 5 })) ids.push(id);
    expect(ids).toContain('x-anthropic/well');
    expect(new Set(ids).size).toBe(ids.length);
    expect(await client.models.retrieve('x-anthropic/well')).toMatchObject({ type: 'model', id: 'x-anthropic/well' });
  });

  test('reads errors as its own classes', async () => {
    const stranger = new Anthropic({ apiKey: 'wrong', baseURL: penstock.url, maxRetries: 0 });
    await expect(stranger.messages.create({ ...base, messages: ask('hi') })).rejects.toThrow(AuthenticationError);
    const unknown = client.messages.create({ ...base, model: 'x-anthropic/wel', messages: ask('hi') });
    await expect(unknown).rejects.toThrow(NotFoundError);
    const wrong = client.messages.create({
      ...base,
      messages: ask('hi'),
      top_k: 'few',
    } as unknown as Anthropic.MessageCreateParamsNonStreaming);
    await expect(wrong).rejects.toThrow(BadRequestError);
    await expect(wrong).rejects.toMatchObject({
      requestID: expect.any(String),
      error: { error: { type: 'invalid_request_error' } },
    });
    const alone = { ...base, enable_fallback: false, messages: ask('hi') };
    await expect(client.messages.create({ ...alone, model: 'x-anthropic/sim-500' })).rejects.toMatchObject({
      status: 500,
      error: { error: { type: 'api_error' } },
    });
    await expect(client.messages.create({ ...alone, model: 'x-anthropic/sim-529' })).rejects.toMatchObject({
      status: 529,
      error: { error: { type: 'overloaded_error' } },
    });
  });
});

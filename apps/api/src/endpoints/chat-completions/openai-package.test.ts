import OpenAI, { APIError, APIUserAbortError, AuthenticationError, BadRequestError, NotFoundError } from 'openai';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { TestPenstock } from '../../testing/start-penstock.ts';
import { startEndpoints } from '../testing/start-endpoints.ts';

type Message = OpenAI.ChatCompletionMessageParam;

const png = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const weather: OpenAI.ChatCompletionTool = {
  type: 'function',
  function: {
    name: 'get_weather',
    description: 'The weather of a city.',
    parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
  },
};

let penstock: TestPenstock;
let client: OpenAI;

beforeAll(async () => {
  penstock = await startEndpoints(['well', 'sim-500', 'sim-cut-5', 'slow-5ms-30tps']);
  client = new OpenAI({ apiKey: penstock.key, baseURL: `${penstock.url}/v1`, maxRetries: 0 });
}, 60_000);
afterAll(() => penstock.close());

const ask = (content: string): Message[] => [{ role: 'user', content }];

describe('the openai package', () => {
  test('chats', async () => {
    const answer = await client.chat.completions.create({ model: 'tests/well', messages: ask('Say "all is well"') });
    expect(answer.choices[0]?.message.content).toBe('all is well');
    expect(answer.usage?.total_tokens).toBeGreaterThan(3);
  });

  test('streams, also with its helper for whole answers', async () => {
    const stream = client.chat.completions.stream({
      model: 'auto',
      messages: ask('Say "one two three four"'),
      stream_options: { include_usage: true },
    });
    const pieces: string[] = [];
    stream.on('content', (piece) => pieces.push(piece));
    const answer = await stream.finalChatCompletion();
    expect(pieces.join('')).toBe('one two three four');
    expect(answer.choices[0]).toMatchObject({ finish_reason: 'stop', message: { content: 'one two three four' } });
    expect(answer.usage?.completion_tokens).toBeGreaterThan(2);
  });

  test.each([false, true])('calls tools, in parallel, over two turns (streamed: %s)', async (isStreamed) => {
    const messages = ask('What is the weather in Paris and in Rome?');
    const body = { model: 'well', messages, tools: [weather] };
    const first = isStreamed
      ? await client.chat.completions.stream(body).finalChatCompletion()
      : await client.chat.completions.create(body);
    const message = first.choices[0]?.message;
    const calls = (message?.tool_calls ?? []).filter((call) => call.type === 'function');
    expect(first.choices[0]?.finish_reason).toBe('tool_calls');
    expect(calls.map((call) => JSON.parse(call.function.arguments))).toEqual([{ city: 'Paris' }, { city: 'Rome' }]);
    if (message === undefined) throw new Error('The answer has no message.');
    const results = calls.map(
      ({ id }, index): Message => ({
        role: 'tool',
        tool_call_id: id,
        content: `{"degrees":${20 + index}}`,
      }),
    );
    const second = await client.chat.completions.create({ ...body, messages: [...messages, message, ...results] });
    expect(second.choices[0]?.finish_reason).toBe('stop');
    expect(second.choices[0]?.message.content).toMatch(/20/);
  });

  test.each([false, true])('gets JSON by a schema (streamed: %s)', async (isStreamed) => {
    const body = {
      model: 'well',
      messages: ask('Describe a city as JSON.'),
      response_format: {
        type: 'json_schema' as const,
        json_schema: {
          name: 'city',
          strict: true,
          schema: {
            type: 'object',
            properties: { name: { type: 'string' }, size: { type: 'integer', minimum: 1 } },
            required: ['name', 'size'],
            additionalProperties: false,
          },
        },
      },
    };
    const answer = isStreamed
      ? await client.chat.completions.stream(body).finalChatCompletion()
      : await client.chat.completions.create(body);
    expect(JSON.parse(answer.choices[0]?.message.content ?? '')).toEqual({
      name: expect.any(String),
      size: expect.any(Number),
    });
  });

  test('sends images to the model', async () => {
    const url = `data:image/png;base64,${png}`;
    const content: OpenAI.ChatCompletionContentPart[] = [
      { type: 'text', text: 'What does this image show?' },
      { type: 'image_url', image_url: { url } },
    ];
    const answer = await client.chat.completions.create({ model: 'well', messages: [{ role: 'user', content }] });
    expect(answer.choices[0]?.message.content).toMatch(/image/i);
    expect(JSON.stringify(penstock.simulator.requests().at(-1)?.body)).toContain(png);
  });

  test('lists models and reads one of them', async () => {
    const ids: string[] = [];
    for await (const { id } of client.models.list()) ids.push(id);
    expect(ids).toContain('tests/well');
    expect(await client.models.retrieve('tests/well')).toMatchObject({ id: 'tests/well', owned_by: 'tests' });
  });

  test('reads errors as its own classes', async () => {
    const stranger = new OpenAI({ apiKey: 'wrong', baseURL: `${penstock.url}/v1`, maxRetries: 0 });
    const messages = ask('hi');
    await expect(stranger.models.list()).rejects.toThrow(AuthenticationError);
    await expect(client.chat.completions.create({ model: 'wel', messages })).rejects.toThrow(NotFoundError);
    const wrong = client.chat.completions.create({ model: 'well', messages, temperature: 9 });
    await expect(wrong).rejects.toThrow(BadRequestError);
    await expect(wrong).rejects.toMatchObject({ param: 'temperature', type: 'invalid_request_error' });
    const alone = { model: 'sim-500', messages, enable_fallback: false };
    await expect(client.chat.completions.create(alone)).rejects.toMatchObject({
      status: 502,
      code: 'all_models_failed',
    });
  });

  test('throws during a stream that breaks off', async () => {
    const body = { model: 'sim-cut-5', messages: ask('Say "a b c d e f g h"'), enable_fallback: false };
    let text = '';
    const read = async (): Promise<void> => {
      const stream = await client.chat.completions.create({ ...body, stream: true });
      for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? '';
    };
    await expect(read()).rejects.toThrow(APIError);
    expect('a b c d e f g h'.startsWith(text)).toBe(true);
    expect(text).not.toBe('');
  });

  test('ends the upstream call when it aborts', async () => {
    const controller = new AbortController();
    const body = { model: 'slow-5ms-30tps', messages: ask('Write 1000 tokens.'), stream: true } as const;
    const read = async (): Promise<void> => {
      const stream = await client.chat.completions.create(body, { signal: controller.signal });
      for await (const _ of stream) controller.abort();
    };
    await read().catch((error: unknown) => expect(error).toBeInstanceOf(APIUserAbortError));
    await vi.waitFor(() => expect(penstock.simulator.requests().at(-1)?.state).toBe('aborted'));
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Simulator, startSimulator } from '../../simulator.ts';
import { at, get, post } from '../../testing/http-client.ts';

const messages = [{ role: 'user', content: 'Say "one two three"' }];
const tools = [
  {
    type: 'function',
    function: { name: 'get_weather', parameters: { type: 'object', properties: { city: { type: 'string' } } } },
  },
];

describe('the ollama dialect', () => {
  let simulator: Simulator;
  const chat = (body: unknown, headers: Record<string, string> = {}) =>
    post(simulator, 'ollama', '/api/chat', body, headers);
  const lines = (text: string): unknown[] =>
    text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));

  beforeAll(async () => {
    simulator = await startSimulator({ pace: { firstTokenMs: 0, tokensPerSecond: 0 } });
  });
  afterAll(() => simulator.close());

  it('streams lines of JSON unless the request forbids it; the last line says `done` and has the usage', async () => {
    const { headers, text } = await chat({ model: 'm', messages });
    const received = lines(text);
    expect(headers.get('content-type')).toBe('application/x-ndjson');
    expect(received.map((line) => at(line, 'message', 'content')).join('')).toBe('one two three');
    expect(received.map((line) => at(line, 'done'))).toEqual([false, false, false, true]);
    expect(received.at(-1)).toMatchObject({
      done_reason: 'stop',
      eval_count: 3,
      prompt_eval_count: expect.any(Number),
      total_duration: expect.any(Number),
    });
  });

  it('gives the same answer unstreamed', async () => {
    expect((await chat({ model: 'm', stream: false, messages })).json).toMatchObject({
      model: 'm',
      message: { role: 'assistant', content: 'one two three' },
      done: true,
      eval_count: 3,
    });
  });

  it('writes thinking into a separate field', async () => {
    const { json } = await chat({ model: 'm', stream: false, think: true, messages });
    expect(at(json, 'message', 'thinking')).toContain(' ');
    expect(at(json, 'message', 'content')).toBe('one two three');
    const streamed = lines((await chat({ model: 'm', think: 'high', messages })).text);
    expect(streamed.map((line) => at(line, 'message', 'thinking') ?? '').join('')).toBe(
      at(json, 'message', 'thinking'),
    );
  });

  it('sends whole tool calls, and uses their results', async () => {
    const request = { model: 'm', messages: [{ role: 'user', content: 'Weather in Paris and Rome?' }], tools };
    const calls = lines((await chat(request)).text).flatMap((line) => at(line, 'message', 'tool_calls') ?? []);
    expect(calls.map((call) => at(call, 'function', 'arguments'))).toEqual([{ city: 'Paris' }, { city: 'Rome' }]);
    expect(at((await chat({ ...request, stream: false })).json, 'message', 'tool_calls', 'length')).toBe(2);
    const turns = [
      ...request.messages,
      { role: 'assistant', content: '', tool_calls: [{ function: { name: 'get_weather', arguments: {} } }] },
      { role: 'tool', tool_name: 'get_weather', content: 'rain' },
    ];
    expect(at((await chat({ ...request, stream: false, messages: turns })).json, 'message', 'content')).toContain(
      'According to `get_weather`: rain.',
    );
  });

  it('honours options, formats, images, instructions and prefill', async () => {
    const content = async (body: object): Promise<string> =>
      String(at((await chat({ model: 'm', stream: false, messages, ...body })).json, 'message', 'content'));
    expect((await chat({ model: 'm', stream: false, messages, options: { num_predict: 2 } })).json).toMatchObject({
      done_reason: 'length',
      message: { content: 'one two' },
    });
    expect(await content({ options: { num_predict: -1, stop: ['three'] } })).toBe('one two ');
    expect(await content({ format: { type: 'object', properties: { ok: { const: 7 } }, required: ['ok'] } })).toBe(
      '{"ok":7}',
    );
    expect(JSON.parse(await content({ format: 'json' }))).toMatchObject({ source: 'sandbox' });
    const seen = await content({
      messages: [
        { role: 'system', content: 'Be a sailor' },
        { role: 'user', content: 'What?', images: ['iVBORw0KGgo=', '/9j/4AAQ'] },
      ],
    });
    expect(seen).toMatch(/a PNG \(8 bytes\); a JPEG \(6 bytes\)[\s\S]*“Be a sailor”/);
    expect(await content({ messages: [...messages, { role: 'assistant', content: 'one two' }] })).toBe(' three');
  });

  it('lists models and embeds', async () => {
    expect((await get(simulator, 'ollama', '/api/tags', {})).json).toMatchObject({
      models: expect.arrayContaining([expect.objectContaining({ name: 'sandbox-small' })]),
    });
    const { json } = await post(simulator, 'ollama', '/api/embed', {
      model: 'e',
      input: ['a river', 'dam'],
      dimensions: 8,
    });
    expect(json).toMatchObject({ model: 'e', prompt_eval_count: 3 });
    expect(at(json, 'embeddings', 1, 'length')).toBe(8);
    expect(
      at((await post(simulator, 'ollama', '/api/embed', { model: 'e', input: 'dam' })).json, 'embeddings', 'length'),
    ).toBe(1);
  });

  it.each([
    ['no JSON', '{', 400, 'invalid JSON'],
    ['no model', { messages }, 400, 'model is required'],
    ['a missing model', { model: 'missing-m', messages }, 404, "model 'missing-m' not found"],
    ['no messages', { model: 'm' }, 400, 'messages is required'],
    ['an unknown role', { model: 'm', messages: [{ role: 'oracle' }] }, 400, 'invalid role: oracle'],
    ['an image that is none', { model: 'm', messages: [{ role: 'user', content: '', images: ['?'] }] }, 400, 'base64'],
  ])('refuses %s', async (_, body, status, message) => {
    const reply = await chat(body);
    expect(reply.status).toBe(status);
    expect(reply.json).toEqual({ error: expect.stringContaining(message) });
  });

  it.each([
    ['no model', { input: 'x' }, 400],
    ['no input', { model: 'e' }, 400],
    ['a missing model', { model: 'missing-e', input: 'x' }, 404],
  ])('refuses to embed with %s', async (_, body, status) => {
    expect((await post(simulator, 'ollama', '/api/embed', body)).status).toBe(status);
  });

  it('needs no key, but refuses a wrong one, and has no other addresses', async () => {
    expect((await chat({ model: 'm', messages }, { authorization: 'Bearer bad' })).json).toEqual({
      error: 'unauthorized',
    });
    expect((await get(simulator, 'ollama', '/nowhere')).status).toBe(404);
  });
});

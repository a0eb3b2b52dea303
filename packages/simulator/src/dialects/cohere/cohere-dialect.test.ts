import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Simulator, startSimulator } from '../../simulator.ts';
import { at, get, post, readEvents } from '../../testing/http-client.ts';

const messages = [{ role: 'user', content: 'Say "one two three"' }];
const tools = [
  {
    type: 'function',
    function: {
      name: 'get_weather',
      description: 'Weather of a city',
      parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
    },
  },
  { type: 'function', function: { name: 'read_clock' } },
  { nonsense: true },
];

describe('the cohere dialect', () => {
  let simulator: Simulator;
  const chat = (body: unknown, headers?: Record<string, string>) =>
    post(simulator, 'cohere', '/v2/chat', body, headers);

  beforeAll(async () => {
    simulator = await startSimulator({ pace: { firstTokenMs: 0, tokensPerSecond: 0 } });
  });
  afterAll(() => simulator.close());

  it('streams the events of a message in their order', async () => {
    const { text } = await chat({ model: 'm-think', stream: true, messages });
    const events = readEvents(text);
    expect([...new Set(events.map((event) => event.type))]).toEqual([
      'message-start',
      'content-start',
      'content-delta',
      'content-end',
      'message-end',
    ]);
    expect(text.match(/^event: .*$/gm)?.map((line) => line.slice(7))).toEqual(events.map((event) => event.type));
    expect(
      events
        .map((event) => (event.index === 1 ? (at(event, 'delta', 'message', 'content', 'text') ?? '') : ''))
        .join(''),
    ).toBe('one two three');
    expect(
      events
        .map((event) => (event.index === 0 ? (at(event, 'delta', 'message', 'content', 'thinking') ?? '') : ''))
        .join(''),
    ).toContain(' ');
    expect(events.at(-1)).toMatchObject({ delta: { finish_reason: 'COMPLETE' } });
  });

  it('bills fewer tokens than it reads and writes', async () => {
    const { json } = await chat({ model: 'm', messages });
    expect(json).toMatchObject({
      finish_reason: 'COMPLETE',
      message: { role: 'assistant', content: [{ type: 'text', text: 'one two three' }] },
    });
    expect(at(json, 'usage', 'billed_units', 'output_tokens')).toBe(3);
    expect(Number(at(json, 'usage', 'tokens', 'input_tokens'))).toBeGreaterThan(
      Number(at(json, 'usage', 'billed_units', 'input_tokens')),
    );
  });

  it('plans and calls tools', async () => {
    const request = { model: 'm', messages: [{ role: 'user', content: 'Weather in Paris and Rome?' }], tools };
    const events = readEvents((await chat({ ...request, stream: true })).text);
    const argumentsOf = (index: number): string =>
      events
        .map((event) =>
          event.index === index ? (at(event, 'delta', 'message', 'tool_calls', 'function', 'arguments') ?? '') : '',
        )
        .join('');
    expect([argumentsOf(0), argumentsOf(1)].map((json) => JSON.parse(json))).toEqual([
      { city: 'Paris' },
      { city: 'Rome' },
    ]);
    expect(events.map((event) => event.type)).toContain('tool-plan-delta');
    expect(events.filter((event) => event.type === 'tool-call-end')).toHaveLength(2);
    expect(at((await chat(request)).json, 'message')).toMatchObject({
      tool_plan: 'I will use the get_weather tool.',
      tool_calls: [{}, {}],
    });
    const bare = await chat({
      model: 'm',
      messages: [{ role: 'user', content: 'Look at the clock' }],
      tools,
      stream: true,
    });
    expect(readEvents(bare.text).some((event) => event.type === 'tool-call-delta')).toBe(false);
    expect(at((await chat({ model: 'm', messages, tools, tool_choice: 'REQUIRED' })).json, 'finish_reason')).toBe(
      'TOOL_CALL',
    );
    expect(at((await chat({ ...request, tool_choice: 'NONE' })).json, 'finish_reason')).toBe('COMPLETE');
  });

  it('uses tool results, documents, images and instructions', async () => {
    const turns = [
      { role: 'system', content: 'Be a sailor' },
      { role: 'user', content: 'Weather in Paris?' },
      {
        role: 'assistant',
        tool_plan: 'I look.',
        tool_calls: [{ id: 'c1', type: 'function', function: { name: 'get_weather', arguments: '{}' } }],
      },
      {
        role: 'tool',
        tool_call_id: 'c1',
        content: [
          { type: 'document', document: { data: { sky: 'clear' } } },
          { type: 'document', document: { data: '' } },
          {},
        ],
      },
    ];
    expect(at((await chat({ model: 'm', messages: turns, tools })).json, 'message', 'content', 0, 'text')).toMatch(
      /According to `get_weather`, sky is clear\.[\s\S]*“Be a sailor”/,
    );
    const content = [
      { type: 'text', text: 'What is it?' },
      { type: 'image_url', image_url: { url: 'https://example.com/a.png' } },
    ];
    expect(
      at((await chat({ model: 'm', messages: [{ role: 'user', content }] })).json, 'message', 'content', 0, 'text'),
    ).toContain('https://example.com/a.png');
  });

  it('honours limits, stop sequences, JSON and prefill', async () => {
    expect(at((await chat({ model: 'm', messages, max_tokens: 1 })).json, 'finish_reason')).toBe('MAX_TOKENS');
    expect(at((await chat({ model: 'm', messages, stop_sequences: ['three'] })).json, 'finish_reason')).toBe(
      'STOP_SEQUENCE',
    );
    const schema = { type: 'object', properties: { ok: { const: 7 } }, required: ['ok'] };
    for (const response_format of [
      { type: 'json_object', json_schema: schema },
      { type: 'json_object', schema },
    ]) {
      expect(at((await chat({ model: 'm', messages, response_format })).json, 'message', 'content', 0, 'text')).toBe(
        '{"ok":7}',
      );
    }
    const free = await chat({
      model: 'm',
      messages,
      response_format: { type: 'json_object' },
      thinking: { type: 'disabled' },
    });
    expect(JSON.parse(String(at(free.json, 'message', 'content', 0, 'text')))).toMatchObject({ source: 'sandbox' });
    const prefilled = await chat({ model: 'm', messages: [...messages, { role: 'assistant', content: 'one two' }] });
    expect(at(prefilled.json, 'message', 'content', 0, 'text')).toBe(' three');
  });

  it('lists models and embeds', async () => {
    expect((await get(simulator, 'cohere', '/v1/models')).json).toMatchObject({
      models: expect.arrayContaining([expect.objectContaining({ name: 'sandbox-small' })]),
    });
    expect((await get(simulator, 'cohere', '/v1/models/x')).json).toMatchObject({ name: 'x' });
    const { json } = await post(simulator, 'cohere', '/v2/embed', {
      model: 'e',
      texts: ['a river', 'dam'],
      input_type: 'search_query',
      embedding_types: ['float'],
      output_dimension: 8,
    });
    expect(json).toMatchObject({ response_type: 'embeddings_by_type', meta: { billed_units: { input_tokens: 3 } } });
    expect(at(json, 'embeddings', 'float', 'length')).toBe(2);
  });

  it.each([
    ['no key', { authorization: '' }, { model: 'm', messages }, 401, 'no api key supplied'],
    ['a bad key', { authorization: 'Bearer bad' }, { model: 'm', messages }, 401, 'invalid api token'],
    ['no JSON', undefined, '{', 400, 'not valid JSON'],
    ['no model', undefined, { messages }, 400, 'model is required'],
    ['no messages', undefined, { model: 'm' }, 400, 'messages must not be empty'],
    ['an unknown model', undefined, { model: 'missing-m', messages }, 404, "model 'missing-m' not found"],
    ['a temperature too high', undefined, { model: 'm', messages, temperature: 1.2 }, 400, 'temperature'],
    ['a share of the tokens too high', undefined, { model: 'm', messages, p: 1 }, 400, 'p must be'],
    [
      'an unknown role',
      undefined,
      { model: 'm', messages: [{ role: 'oracle', content: 'x' }] },
      400,
      "invalid role 'oracle'",
    ],
    [
      'a result without its call',
      undefined,
      { model: 'm', messages: [{ role: 'tool', content: 'x' }] },
      400,
      'must answer a tool call',
    ],
    [
      'an image that is none',
      undefined,
      { model: 'm', messages: [{ role: 'user', content: [{ type: 'image_url' }] }] },
      400,
      'image_url',
    ],
  ])('refuses %s', async (_, headers, body, status, message) => {
    const reply = await chat(body, headers);
    expect(reply.status).toBe(status);
    expect(reply.json).toEqual({ id: expect.any(String), message: expect.stringContaining(message) });
  });

  it.each([
    ['no model', { texts: ['a'], input_type: 'x' }, 400],
    ['no type', { model: 'e', texts: ['a'] }, 400],
    ['no texts', { model: 'e', input_type: 'x' }, 400],
    ['too many texts', { model: 'e', input_type: 'x', texts: Array(97).fill('a') }, 400],
    ['an unknown model', { model: 'missing-e', input_type: 'x', texts: ['a'] }, 404],
  ])('refuses to embed with %s', async (_, body, status) => {
    expect((await post(simulator, 'cohere', '/v2/embed', body)).status).toBe(status);
  });

  it('has no other addresses', async () => {
    expect((await get(simulator, 'cohere', '/v2/nowhere')).status).toBe(404);
    expect((await post(simulator, 'cohere', '/v2/nowhere', {})).status).toBe(404);
  });
});

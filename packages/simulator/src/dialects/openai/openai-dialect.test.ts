import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Simulator, startSimulator } from '../../simulator.ts';
import { at, get, post, readEvents, rightKeys } from '../../testing/http-client.ts';

const tool = {
  type: 'function',
  function: {
    name: 'get_weather',
    description: 'Weather of a city',
    parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
  },
};
const bareTool = { type: 'function', function: { name: 'read_clock' } };
const say = [{ role: 'user', content: 'Say "one two three"' }];

describe('the openai dialect', () => {
  let simulator: Simulator;
  const chat = (body: object, headers?: Record<string, string>) =>
    post(simulator, 'openai', '/chat/completions', body, headers);

  beforeAll(async () => {
    simulator = await startSimulator({ pace: { firstTokenMs: 0, tokensPerSecond: 0 } });
  });
  afterAll(() => simulator.close());

  it('streams chunks that join to the whole answer, with role, finish reason and end mark', async () => {
    const { status, headers, text } = await chat({ model: 'm', stream: true, messages: say });
    const events = readEvents(text);
    expect(status).toBe(200);
    expect(headers.get('content-type')).toContain('text/event-stream');
    expect(at(events[0], 'choices', 0, 'delta')).toEqual({ role: 'assistant', content: '', refusal: null });
    expect(events.map((event) => at(event, 'choices', 0, 'delta', 'content') ?? '').join('')).toBe('one two three');
    expect(at(events.at(-1), 'choices', 0, 'finish_reason')).toBe('stop');
    expect(text.endsWith('data: [DONE]\n\n')).toBe(true);
    expect(events.some((event) => 'usage' in event)).toBe(false);
  });

  it('sends the usage last, with no choices, if the request includes it', async () => {
    const { text } = await chat({ model: 'm', stream: true, stream_options: { include_usage: true }, messages: say });
    const events = readEvents(text);
    expect(events.slice(0, -1).every((event) => event.usage === null)).toBe(true);
    expect(events.at(-1)).toMatchObject({
      choices: [],
      usage: { completion_tokens: 3, completion_tokens_details: { reasoning_tokens: 0 } },
    });
  });

  it('gives the same answer unstreamed', async () => {
    const { json } = await chat({ model: 'm', messages: say });
    expect(json).toMatchObject({
      object: 'chat.completion',
      model: 'm',
      choices: [{ index: 0, message: { role: 'assistant', content: 'one two three' }, finish_reason: 'stop' }],
      usage: { completion_tokens: 3 },
    });
    expect(at(json, 'usage', 'total_tokens')).toBe(Number(at(json, 'usage', 'prompt_tokens')) + 3);
  });

  it('shows the thinking of a model that thinks, and counts it within the completion', async () => {
    const { json } = await chat({ model: 'm-reason', messages: say });
    expect(at(json, 'choices', 0, 'message', 'reasoning_content')).toEqual(expect.stringContaining(' '));
    const reasoning = Number(at(json, 'usage', 'completion_tokens_details', 'reasoning_tokens'));
    expect(at(json, 'usage', 'completion_tokens')).toBe(reasoning + 3);
    const { text } = await chat({ model: 'm-reason', stream: true, messages: say });
    const streamed = readEvents(text).map((event) => at(event, 'choices', 0, 'delta', 'reasoning_content') ?? '');
    expect(streamed.join('')).toBe(at(json, 'choices', 0, 'message', 'reasoning_content'));
  });

  it('streams parallel tool calls whose arguments join to JSON', async () => {
    const messages = [{ role: 'user', content: 'Weather in Paris and Rome?' }];
    const { text } = await chat({ model: 'm', stream: true, messages, tools: [tool] });
    const events = readEvents(text);
    const deltas = events
      .map((event) => at(event, 'choices', 0, 'delta', 'tool_calls', 0))
      .filter((delta) => delta !== undefined);
    const argumentsOf = (index: number): string =>
      deltas.map((delta) => (at(delta, 'index') === index ? at(delta, 'function', 'arguments') : '')).join('');
    expect([argumentsOf(0), argumentsOf(1)].map((json) => JSON.parse(json))).toEqual([
      { city: 'Paris' },
      { city: 'Rome' },
    ]);
    const ids = deltas.map((delta) => at(delta, 'id')).filter((id) => id !== undefined);
    expect(new Set(ids).size).toBe(2);
    expect(at(events.at(-1), 'choices', 0, 'finish_reason')).toBe('tool_calls');
  });

  it('sends no arguments to a tool without parameters', async () => {
    const body = {
      model: 'm',
      messages: say,
      tools: [bareTool],
      tool_choice: { type: 'function', function: { name: 'read_clock' } },
    };
    const { json } = await chat(body);
    expect(at(json, 'choices', 0, 'message')).toMatchObject({
      content: null,
      tool_calls: [{ type: 'function', function: { name: 'read_clock', arguments: '' } }],
    });
    const { text } = await chat({ ...body, stream: true });
    expect(
      readEvents(text).filter((event) => at(event, 'choices', 0, 'delta', 'tool_calls') !== undefined),
    ).toHaveLength(1);
  });

  it('uses the result of a tool in its answer', async () => {
    const messages = [
      { role: 'user', content: 'Weather in Paris?' },
      {
        role: 'assistant',
        content: null,
        tool_calls: [{ id: 'c1', type: 'function', function: { name: 'get_weather', arguments: '{"city":"Paris"}' } }],
      },
      { role: 'tool', tool_call_id: 'c1', content: '{"temperature":21}' },
    ];
    const { json } = await chat({ model: 'm', messages, tools: [tool] });
    expect(at(json, 'choices', 0, 'message', 'content')).toContain('According to `get_weather`, temperature is 21.');
  });

  it('honours system messages, images, JSON schema, limits and stop sequences', async () => {
    const url = 'data:image/png;base64,iVBORw0KGgo=';
    const content = [
      { type: 'text', text: 'What is this?' },
      { type: 'image_url', image_url: { url } },
    ];
    const seen = await chat({
      model: 'm',
      messages: [
        { role: 'developer', content: 'Be a painter' },
        { role: 'user', content },
      ],
    });
    expect(at(seen.json, 'choices', 0, 'message', 'content')).toMatch(/image: a PNG \(8 bytes\)[\s\S]*“Be a painter”/);
    const schema = { type: 'object', properties: { ok: { const: 7 } }, required: ['ok'] };
    const shaped = await chat({
      model: 'm',
      messages: say,
      response_format: { type: 'json_schema', json_schema: { name: 'x', schema } },
    });
    expect(JSON.parse(String(at(shaped.json, 'choices', 0, 'message', 'content')))).toEqual({ ok: 7 });
    const free = await chat({ model: 'm', messages: say, response_format: { type: 'json_object' } });
    expect(JSON.parse(String(at(free.json, 'choices', 0, 'message', 'content')))).toMatchObject({ source: 'sandbox' });
    const short = await chat({ model: 'm', messages: say, max_completion_tokens: 2, stop: 'never' });
    expect(short.json).toMatchObject({ choices: [{ message: { content: 'one two' }, finish_reason: 'length' }] });
    const stopped = await chat({ model: 'm', messages: say, stop: ['three'], tool_choice: 'none' });
    expect(stopped.json).toMatchObject({ choices: [{ message: { content: 'one two ' }, finish_reason: 'stop' }] });
  });

  it('continues an assistant message at the end', async () => {
    const { json } = await chat({ model: 'm', messages: [...say, { role: 'assistant', content: 'one two' }] });
    expect(at(json, 'choices', 0, 'message', 'content')).toBe(' three');
  });

  it('speaks to clients of Azure', async () => {
    const { json } = await post(
      simulator,
      'openai',
      '/../deployments/my-gpt/chat/completions?api-version=1',
      { messages: say },
      { 'api-key': 'k' },
    );
    expect(json).toMatchObject({ model: 'my-gpt', choices: [{ message: { content: 'one two three' } }] });
  });

  it('lists models and shows one', async () => {
    expect((await get(simulator, 'openai', '/models')).json).toMatchObject({
      object: 'list',
      data: expect.arrayContaining([expect.objectContaining({ id: 'sandbox-small' })]),
    });
    expect((await get(simulator, 'openai', '/models/vendor%2Fx')).json).toMatchObject({
      id: 'vendor/x',
      object: 'model',
    });
    expect((await get(simulator, 'openai', '/models/missing-x')).status).toBe(404);
  });

  it('embeds, as numbers or in base64', async () => {
    const { json } = await post(simulator, 'openai', '/embeddings', {
      model: 'e',
      input: ['a river', 'a dam'],
      dimensions: 8,
    });
    expect(json).toMatchObject({
      object: 'list',
      data: [{ index: 0 }, { index: 1 }],
      usage: { prompt_tokens: 4, total_tokens: 4 },
    });
    const packed = await post(simulator, 'openai', '/embeddings', {
      model: 'e',
      input: 'a river',
      dimensions: 8,
      encoding_format: 'base64',
    });
    const bytes = Buffer.from(String(at(packed.json, 'data', 0, 'embedding')), 'base64');
    const floats = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
    expect(floats[0]).toBeCloseTo(Number(at(json, 'data', 0, 'embedding', 0)), 5);
  });

  it.each([
    ['no key', {}, {}, 401, { code: null }],
    ['a bad key', {}, { authorization: 'Bearer bad-key' }, 401, { code: 'invalid_api_key' }],
  ])('refuses %s', async (_, body, headers, status, error) => {
    const reply = await chat({ model: 'm', messages: say, ...body }, headers as Record<string, string>);
    expect(reply.status).toBe(status);
    expect(reply.json).toMatchObject({ error: { type: 'invalid_request_error', param: null, ...error } });
  });

  it.each([
    ['no JSON', '{', 400, null, /could not parse/],
    ['no model', { messages: say }, 400, 'model', /model parameter/],
    ['no messages', { model: 'm' }, 400, 'messages', /Missing required parameter: 'messages'/],
    ['empty messages', { model: 'm', messages: [] }, 400, 'messages', /empty array/],
    ['an unknown model', { model: 'missing-x', messages: say }, 404, 'model', /`missing-x` does not exist/],
    [
      'an unknown role',
      { model: 'm', messages: [{ role: 'oracle', content: 'x' }] },
      400,
      'messages[0].role',
      /Invalid value: 'oracle'/,
    ],
    [
      'a tool result without its call',
      { model: 'm', messages: [{ role: 'tool', tool_call_id: 'x', content: '' }] },
      400,
      'messages.[0].role',
      /must be a response/,
    ],
    ['a temperature too high', { model: 'm', messages: say, temperature: 3 }, 400, 'temperature', /<= 2/],
    ['a limit too low', { model: 'm', messages: say, max_tokens: 0 }, 400, 'max_tokens', />= 1/],
    [
      'a limit that is no number',
      { model: 'm', messages: say, max_tokens: 'x' },
      400,
      'max_tokens',
      /expected a number/,
    ],
    [
      'too many stop sequences',
      { model: 'm', messages: say, stop: ['a', 'b', 'c', 'd', 'e'] },
      400,
      'stop',
      /maximum length 4/,
    ],
    [
      'a tool without a name',
      { model: 'm', messages: say, tools: [{}] },
      400,
      'tools[0].function.name',
      /Missing required/,
    ],
    [
      'a tool with a strange name',
      { model: 'm', messages: say, tools: [{ function: { name: 'a b' } }] },
      400,
      'tools[0].function.name',
      /pattern/,
    ],
    [
      'an image that is none',
      { model: 'm', messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url: 'x' } }] }] },
      400,
      'messages[0].content',
      /image_url/,
    ],
    [
      'an unknown format',
      { model: 'm', messages: say, response_format: { type: 'xml' } },
      400,
      'response_format.type',
      /'xml'/,
    ],
    [
      'a schema left out',
      { model: 'm', messages: say, response_format: { type: 'json_schema' } },
      400,
      'response_format.json_schema.schema',
      /Missing/,
    ],
  ])('refuses %s', async (_, body, status, param, message) => {
    const reply = await post(simulator, 'openai', '/chat/completions', body);
    expect(reply.status).toBe(status);
    expect(reply.json).toMatchObject({ error: { param, message: expect.stringMatching(message) } });
  });

  it.each([
    ['no model', { input: 'x' }, 400],
    ['no input', { model: 'e' }, 400],
    ['an empty text', { model: 'e', input: [''] }, 400],
    ['an unknown model', { model: 'missing-e', input: 'x' }, 404],
  ])('refuses to embed with %s', async (_, body, status) => {
    expect((await post(simulator, 'openai', '/embeddings', body)).status).toBe(status);
  });

  it('has no other addresses', async () => {
    const reply = await get(simulator, 'openai', '/nowhere', rightKeys);
    expect(reply.status).toBe(404);
    expect(reply.json).toMatchObject({
      error: { code: 'unknown_url', message: expect.stringContaining('/v1/nowhere') },
    });
  });
});

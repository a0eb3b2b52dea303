import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Simulator, startSimulator } from '../../simulator.ts';
import { at, get, post, readEvents } from '../../testing/http-client.ts';

const tool = {
  name: 'get_weather',
  description: 'Weather of a city',
  input_schema: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
};
const bareTool = { name: 'read_clock', input_schema: { type: 'object', properties: {} } };
const say = [{ role: 'user', content: 'Say "one two three"' }];
const usual = { model: 'm', max_tokens: 1000, messages: say };

describe('the anthropic dialect', () => {
  let simulator: Simulator;
  const send = (body: unknown, headers?: Record<string, string>) =>
    post(simulator, 'anthropic', '/messages', body, headers);

  beforeAll(async () => {
    simulator = await startSimulator({ pace: { firstTokenMs: 0, tokensPerSecond: 0 } });
  });
  afterAll(() => simulator.close());

  it('streams the events of a message in their order', async () => {
    const { headers, text } = await send({ ...usual, stream: true });
    const events = readEvents(text);
    expect(headers.get('content-type')).toContain('text/event-stream');
    expect([...new Set(events.map((event) => event.type))]).toEqual([
      'message_start',
      'content_block_start',
      'ping',
      'content_block_delta',
      'content_block_stop',
      'message_delta',
      'message_stop',
    ]);
    expect(text.match(/^event: .*$/gm)?.map((line) => line.slice(7))).toEqual(events.map((event) => event.type));
    expect(events.map((event) => at(event, 'delta', 'text') ?? '').join('')).toBe('one two three');
    expect(events.at(-2)).toMatchObject({
      delta: { stop_reason: 'end_turn', stop_sequence: null },
      usage: { output_tokens: 3 },
    });
    expect(at(events[0], 'message', 'usage')).toMatchObject({
      output_tokens: 1,
      input_tokens: at(events.at(-2), 'usage', 'input_tokens'),
    });
  });

  it('gives the same answer unstreamed', async () => {
    expect((await send(usual)).json).toMatchObject({
      type: 'message',
      role: 'assistant',
      content: [{ type: 'text', text: 'one two three' }],
      stop_reason: 'end_turn',
      usage: { output_tokens: 3, cache_read_input_tokens: 0 },
    });
  });

  it('streams thinking as a separate block, with its signature', async () => {
    const { text } = await send({ ...usual, stream: true, thinking: { type: 'enabled', budget_tokens: 1024 } });
    const events = readEvents(text);
    const starts = events
      .filter((event) => event.type === 'content_block_start')
      .map((event) => at(event, 'content_block', 'type'));
    expect(starts).toEqual(['thinking', 'text']);
    expect(events.some((event) => at(event, 'delta', 'type') === 'signature_delta')).toBe(true);
    const whole = await send({ ...usual, model: 'm-think' });
    expect(at(whole.json, 'content', 0)).toMatchObject({ type: 'thinking', signature: expect.any(String) });
    expect(events.map((event) => at(event, 'delta', 'thinking') ?? '').join('')).toBe(
      at(whole.json, 'content', 0, 'thinking'),
    );
  });

  it('streams tool calls; empty arguments are an empty object', async () => {
    const messages = [{ role: 'user', content: 'Weather in Paris and Rome?' }];
    const { text } = await send({ ...usual, stream: true, messages, tools: [tool, bareTool] });
    const events = readEvents(text);
    const inputOf = (index: number): string =>
      events.map((event) => (event.index === index ? (at(event, 'delta', 'partial_json') ?? '') : '')).join('');
    expect([inputOf(0), inputOf(1)].map((json) => JSON.parse(json))).toEqual([{ city: 'Paris' }, { city: 'Rome' }]);
    expect(at(events.at(-2), 'delta', 'stop_reason')).toBe('tool_use');
    const bare = await send({ ...usual, tools: [bareTool], tool_choice: { type: 'tool', name: 'read_clock' } });
    expect(at(bare.json, 'content')).toEqual([
      { type: 'tool_use', id: expect.any(String), name: 'read_clock', input: {} },
    ]);
    const one = await send({
      ...usual,
      messages,
      tools: [tool],
      tool_choice: { type: 'any', disable_parallel_tool_use: true },
    });
    expect(at(one.json, 'content', 'length')).toBe(1);
    const none = await send({ ...usual, messages, tools: [tool], tool_choice: { type: 'none' } });
    expect(at(none.json, 'stop_reason')).toBe('end_turn');
  });

  it('uses tool results and acknowledges images and instructions', async () => {
    const messages = [
      { role: 'user', content: 'Weather in Paris?' },
      { role: 'assistant', content: [{ type: 'tool_use', id: 't1', name: 'get_weather', input: { city: 'Paris' } }] },
      {
        role: 'user',
        content: [{ type: 'tool_result', tool_use_id: 't1', content: [{ type: 'text', text: 'rain' }] }],
      },
    ];
    const { json } = await send({ ...usual, messages, tools: [tool], system: [{ type: 'text', text: 'Be a sailor' }] });
    expect(at(json, 'content', 0, 'text')).toMatch(/According to `get_weather`: rain\.[\s\S]*“Be a sailor”/);
    const image = { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'iVBORw0KGgo=' } };
    const byUrl = { type: 'image', source: { type: 'url', url: 'https://example.com/a.png' } };
    const seen = await send({
      ...usual,
      messages: [{ role: 'user', content: [image, byUrl, { type: 'text', text: 'What is it?' }] }],
    });
    expect(at(seen.json, 'content', 0, 'text')).toContain('a PNG (8 bytes); the address https://example.com/a.png');
  });

  it('accepts thinking only with its signature, and a document without text', async () => {
    const thinking = { type: 'thinking', thinking: 'x', signature: 'c2FuZGJveA==' };
    const source = { type: 'base64', media_type: 'application/pdf', data: 'JVBERi0=' };
    const messages = [
      { role: 'user', content: [{ type: 'document', source }] },
      { role: 'assistant', content: [thinking, { type: 'text', text: 'So.' }] },
      ...say,
    ];
    expect(await send({ ...usual, messages })).toMatchObject({ status: 200 });
  });

  it('honours limits, stop sequences, JSON schema and prefill', async () => {
    expect((await send({ ...usual, max_tokens: 2 })).json).toMatchObject({
      content: [{ text: 'one two' }],
      stop_reason: 'max_tokens',
    });
    expect((await send({ ...usual, stop_sequences: ['three'] })).json).toMatchObject({
      stop_reason: 'stop_sequence',
      stop_sequence: 'three',
    });
    const format = {
      type: 'json_schema',
      schema: { type: 'object', properties: { ok: { const: 7 } }, required: ['ok'] },
    };
    for (const wish of [{ output_config: { format } }, { output_format: format }]) {
      expect(JSON.parse(String(at((await send({ ...usual, ...wish })).json, 'content', 0, 'text')))).toEqual({ ok: 7 });
    }
    const prefilled = await send({ ...usual, messages: [...say, { role: 'assistant', content: 'one two' }] });
    expect(at(prefilled.json, 'content', 0, 'text')).toBe(' three');
  });

  it('caches up to the marks of the request, and bills the write once', async () => {
    const content = [{ type: 'text', text: 'dam water '.repeat(2_000), cache_control: { type: 'ephemeral' } }];
    const body = { ...usual, messages: [{ role: 'user', content }] };
    const first = at((await send(body)).json, 'usage');
    const second = at((await send(body)).json, 'usage');
    expect(Number(at(first, 'cache_creation_input_tokens'))).toBeGreaterThan(1_000);
    expect(at(second, 'cache_read_input_tokens')).toBe(at(first, 'cache_creation_input_tokens'));
    expect(at(second, 'cache_creation_input_tokens')).toBe(0);
  });

  it('lists models and shows one', async () => {
    expect((await get(simulator, 'anthropic', '/models')).json).toMatchObject({
      has_more: false,
      first_id: 'sandbox-small',
    });
    expect((await get(simulator, 'anthropic', '/models/x')).json).toMatchObject({ type: 'model', id: 'x' });
    expect((await get(simulator, 'anthropic', '/nowhere')).json).toMatchObject({
      type: 'error',
      error: { type: 'not_found_error' },
    });
    expect((await post(simulator, 'anthropic', '/nowhere', {})).status).toBe(404);
  });

  it.each([
    ['no key', { 'anthropic-version': '1' }, 401, 'authentication_error', /x-api-key header is required/],
    ['a bad key', { 'anthropic-version': '1', 'x-api-key': 'bad' }, 401, 'authentication_error', /invalid x-api-key/],
    ['no version', { 'x-api-key': 'k' }, 400, 'invalid_request_error', /anthropic-version/],
  ])('refuses %s', async (_, headers, status, type, message) => {
    const reply = await send(usual, headers as unknown as Record<string, string>);
    expect(reply.status).toBe(status);
    expect(reply.json).toMatchObject({ type: 'error', error: { type, message: expect.stringMatching(message) } });
  });

  it.each([
    ['no JSON', '{', 400, /JSON/],
    ['no model', { ...usual, model: undefined }, 400, /model: Field required/],
    ['no messages', { ...usual, messages: undefined }, 400, /messages: Field required/],
    ['empty messages', { ...usual, messages: [] }, 400, /at least one message/],
    ['no limit', { ...usual, max_tokens: undefined }, 400, /max_tokens: Field required/],
    ['a limit too low', { ...usual, max_tokens: 0 }, 400, /greater than or equal to 1/],
    ['a temperature too high', { ...usual, temperature: 1.5 }, 400, /less than or equal to 1/],
    ['a temperature that is no number', { ...usual, temperature: 'warm' }, 400, /valid number/],
    ['an unknown model', { ...usual, model: 'missing-x' }, 404, /missing-x/],
    ['an unknown role', { ...usual, messages: [{ role: 'oracle', content: 'x' }] }, 400, /'user' or 'assistant'/],
    ['no content', { ...usual, messages: [{ role: 'user' }] }, 400, /content: Field required/],
    ['empty content', { ...usual, messages: [{ role: 'user', content: '' }] }, 400, /non-empty/],
    [
      'a prefill that ends with a blank',
      { ...usual, messages: [...say, { role: 'assistant', content: 'one ' }] },
      400,
      /trailing whitespace/,
    ],
    [
      'thoughts without a signature',
      { ...usual, messages: [...say, { role: 'assistant', content: [{ type: 'thinking', thinking: 'x' }] }, ...say] },
      400,
      /messages\.1\.content\.0\.thinking\.signature: Field required/,
    ],
    [
      'thoughts that it did not sign',
      {
        ...usual,
        messages: [
          ...say,
          { role: 'assistant', content: [{ type: 'thinking', thinking: 'x', signature: 'forged' }] },
          ...say,
        ],
      },
      400,
      /Invalid `signature` in `thinking` block/,
    ],
    ['a tool without a name', { ...usual, tools: [{}] }, 400, /name: Field required/],
    ['a tool without a schema', { ...usual, tools: [{ name: 'x' }] }, 400, /input_schema: Field required/],
    [
      'a tool schema without a type',
      { ...usual, tools: [{ name: 'x', input_schema: {} }] },
      400,
      /type: Field required/,
    ],
    [
      'a result without its call',
      { ...usual, messages: [{ role: 'user', content: [{ type: 'tool_result', tool_use_id: 'x' }] }] },
      400,
      /corresponding/,
    ],
    [
      'an image without data',
      { ...usual, messages: [{ role: 'user', content: [{ type: 'image', source: {} }] }] },
      400,
      /source: Field required/,
    ],
    [
      'an image of another kind',
      {
        ...usual,
        messages: [{ role: 'user', content: [{ type: 'image', source: { media_type: 'image/tiff', data: 'x' } }] }],
      },
      400,
      /image\/jpeg/,
    ],
    ['a format without a schema', { ...usual, output_format: { type: 'json_schema' } }, 400, /json_schema/],
  ])('refuses %s', async (_, body, status, message) => {
    const reply = await send(body);
    expect(reply.status).toBe(status);
    expect(at(reply.json, 'error', 'message')).toMatch(message);
    expect(reply.headers.get('request-id')).toMatch(/^req_/);
  });
});

import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { TestPenstock } from '../../testing/start-penstock.ts';
import { startEndpoints } from '../testing/start-endpoints.ts';

const names = [
  'well',
  'sim-500',
  'sim-500.b',
  'sim-429',
  'sim-429-retry-after-30',
  'sim-content-filter',
  'sim-context-length',
  'sim-broken-json',
  'sim-cut-5',
  'sim-cut-5.b',
  'sim-stall-5',
  'sim-slow-first-token-60000',
  'slow-5ms-30tps',
  'fast-1ms-50000tps',
  'think-1',
  'backup',
];
let penstock: TestPenstock;

beforeAll(async () => {
  penstock = await startEndpoints(names, { RESCUE: ['sim-500.b', 'backup'], BROKEN: ['sim-cut-5.b', 'backup'] });
}, 60_000);
afterAll(() => penstock.close());

const messages = [{ role: 'user', content: 'Say "one two three four five six seven eight nine ten"' }];
const said = 'one two three four five six seven eight nine ten';

function call(path: string, body?: unknown, headers: Record<string, string> = {}, signal?: AbortSignal) {
  return fetch(`${penstock.url}${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { authorization: penstock.authorization, 'content-type': 'application/json', ...headers },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    ...(signal !== undefined && { signal }),
  });
}
const chat = (body: object, headers?: Record<string, string>) =>
  call('/v1/chat/completions', { model: 'well', messages, ...body }, headers);

// biome-ignore lint/suspicious/noExplicitAny: tests read answers of any shape
const dataOf = (text: string): any[] =>
  text
    .split('\n\n')
    .filter((event) => event.startsWith('data: {'))
    .map((event) => JSON.parse(event.slice(6)));

const textOf = (chunks: ReturnType<typeof dataOf>): string =>
  chunks.map((chunk) => chunk.choices?.[0]?.delta?.content ?? '').join('');

/** The requests for a model that the simulator received. */
const seenOf = (name: string) => penstock.simulator.requests().filter(({ model }) => model === name);

describe('a whole answer', () => {
  test('has OpenAI’s shape, names the model that served, and reports its cost', async () => {
    const response = await chat({});
    const answer = await response.json();
    expect(response.status).toBe(200);
    expect(answer).toMatchObject({
      object: 'chat.completion',
      model: 'tests/well',
      choices: [{ index: 0, message: { role: 'assistant', content: said }, finish_reason: 'stop' }],
    });
    const { prompt_tokens: prompt, completion_tokens: completion, total_tokens: total } = answer.usage;
    expect(total).toBe(prompt + completion);
    const cost = Number(response.headers.get('x-penstock-cost-usd'));
    expect(cost).toBeCloseTo((prompt * 1 + completion * 2) / 1e6, 12);
    expect(answer.id).toBe(`chatcmpl-${response.headers.get('x-penstock-generation-id')}`);
    expect(response.headers.get('x-penstock-model')).toBe('tests/well');
    expect(response.headers.get('x-penstock-attempts')).toBe('1');
  });

  test('comes from the next model of a chain when the first fails, and counts both attempts', async () => {
    const response = await chat({ model: 'rescue' });
    expect(await response.json()).toMatchObject({ model: 'tests/backup', penstock: { model: 'tests/backup' } });
    expect(Number(response.headers.get('x-penstock-attempts'))).toBeGreaterThan(1);
  });

  test('may restart when it breaks off, because only its last text is sent', async () => {
    const response = await chat({ model: 'BROKEN' });
    expect(await response.json()).toMatchObject({ choices: [{ message: { content: said } }] });
  });

  test('shows the reasoning of the model', async () => {
    const answer = await (await chat({ model: 'think-1' })).json();
    expect(answer.choices[0].message.reasoning_content.length).toBeGreaterThan(5);
    expect(answer.usage.completion_tokens_details.reasoning_tokens).toBeGreaterThan(0);
  });

  test('ends its upstream call within 100 ms when the client leaves', async () => {
    const name = 'sim-slow-first-token-60000';
    const controller = new AbortController();
    const asked = call('/v1/chat/completions', { model: name, messages }, {}, controller.signal).catch(() => null);
    await vi.waitFor(() => expect(seenOf(name)).toHaveLength(1));
    const leftAt = Date.now();
    controller.abort();
    await asked;
    await vi.waitFor(() => expect(seenOf(name)[0]?.state).toBe('aborted'));
    expect((seenOf(name)[0]?.endedAt ?? 0) - leftAt).toBeLessThan(100);
  });
});

describe('a stream', () => {
  test('consists of chunks with one id, then usage if requested, then [DONE]', async () => {
    const response = await chat({ stream: true, stream_options: { include_usage: true } });
    const text = await response.text();
    const chunks = dataOf(text);
    const id = `chatcmpl-${response.headers.get('x-penstock-generation-id')}`;
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    expect(response.headers.get('x-penstock-model')).toBe('tests/well');
    expect(chunks[0].choices[0].delta).toEqual({ role: 'assistant', content: '' });
    expect(textOf(chunks)).toBe(said);
    expect(new Set(chunks.map((chunk) => `${chunk.id} ${chunk.object} ${chunk.model}`))).toEqual(
      new Set([`${id} chat.completion.chunk tests/well`]),
    );
    expect(chunks.at(-2)).toMatchObject({ choices: [{ delta: {}, finish_reason: 'stop' }], usage: null });
    expect(chunks.at(-1)).toMatchObject({ choices: [], penstock: { attempts: 1, cost_usd: expect.any(Number) } });
    expect(chunks.at(-1).usage.total_tokens).toBeGreaterThan(10);
    expect(text.endsWith('data: [DONE]\n\n')).toBe(true);
  });

  test('sends no usage unless requested', async () => {
    const chunks = dataOf(await (await chat({ stream: true })).text());
    expect(chunks.filter((chunk) => 'usage' in chunk)).toEqual([]);
  });

  test('sends its cost as a trailer if HTTP supports trailers', async () => {
    expect(await raw('HTTP/1.1', 'connection: close\r\n')).toMatch(/\r\n0\r\nx-penstock-cost-usd: 0\.0000\d+\r\n/i);
    const old = await raw('HTTP/1.0');
    expect(old).toContain('data: [DONE]');
    expect(old).not.toContain('x-penstock-cost-usd:');
  });

  test('continues with the next model before its first token without a trace', async () => {
    const response = await chat({ model: 'RESCUE', stream: true });
    expect(response.headers.get('x-penstock-model')).toBe('tests/backup');
    expect(Number(response.headers.get('x-penstock-attempts'))).toBeGreaterThan(1);
    expect(textOf(dataOf(await response.text()))).toBe(said);
  });

  test('continues with the next model after a break, and its chunks then name that model', async () => {
    const response = await chat({ model: 'BROKEN', stream: true });
    const chunks = dataOf(await response.text());
    expect(textOf(chunks)).toBe(said);
    expect(response.headers.get('x-penstock-model')).toBe('tests/sim-cut-5.b');
    expect(chunks.at(-1).model).toBe('tests/backup');
  });

  test.each(['sim-cut-5', 'sim-stall-5'])(
    'of %s, with no model to continue, ends with an error and without [DONE]',
    async (model) => {
      const response = await chat({ model, stream: true, enable_fallback: false });
      expect(response.status).toBe(200);
      const text = await response.text();
      expect(dataOf(text).at(-1)).toMatchObject({ error: { type: 'server_error', code: 'all_models_failed' } });
      expect(text).not.toContain('[DONE]');
      expect(said.startsWith(textOf(dataOf(text)))).toBe(true);
    },
  );

  test('of JSON that does not match its schema ends with an error, without a retry', async () => {
    const model = 'sim-broken-json';
    const text = await (await chat({ model, stream: true, response_format: { type: 'json_object' } })).text();
    expect(dataOf(text).at(-1)).toMatchObject({ error: { code: 'invalid_response' } });
    expect(text).not.toContain('[DONE]');
    expect(seenOf(model)).toHaveLength(1);
  });

  test('ends its upstream call within 100 ms when the client leaves', async () => {
    const model = 'slow-5ms-30tps';
    const controller = new AbortController();
    const body = { model, stream: true, messages: [{ role: 'user', content: 'Write 1000 tokens.' }] };
    const response = await call('/v1/chat/completions', body, {}, controller.signal);
    await response.body?.getReader().read();
    const leftAt = Date.now();
    controller.abort();
    await vi.waitFor(() => expect(seenOf(model)[0]?.state).toBe('aborted'));
    expect((seenOf(model)[0]?.endedAt ?? 0) - leftAt).toBeLessThan(100);
    await vi.waitFor(() => expect(penstock.services.generations.runningCount()).toBe(0));
  });

  test('is not buffered for a client that does not read, and arrives complete when it reads', async () => {
    const model = 'fast-1ms-50000tps';
    const body = JSON.stringify({ model, stream: true, messages: [{ role: 'user', content: 'Write 60000 tokens.' }] });
    const socket = connect(Number(new URL(penstock.url).port), '127.0.0.1');
    socket.write(requestText('HTTP/1.1', body, 'connection: close\r\n'));
    await new Promise((resolve) => socket.once('readable', resolve));
    await vi.waitFor(() => expect(seenOf(model)[0]?.state).toBe('answered'), 20_000);
    const sent = seenOf(model)[0]?.tokensSent ?? 0;
    let text = '';
    for await (const chunk of socket.setEncoding('utf8')) text += chunk;
    const chunks = text.match(/^data: \{/gm) ?? [];
    expect(text).toContain('data: [DONE]');
    expect(sent).toBeGreaterThan(3_000);
    // With one piece for each event there would be as many chunks as tokens.
    expect(chunks.length).toBeLessThan(sent);
  }, 30_000);
});

describe('a failure before the first token is a status with OpenAI’s error', () => {
  const cases: [string, object, number, object][] = [
    [
      'an unknown model',
      { model: 'wel' },
      404,
      { code: 'model_not_found', param: 'model', message: expect.stringContaining("did you mean 'well'?") },
    ],
    [
      'an unknown fallback',
      { fallback_models: ['missing'] },
      404,
      { code: 'model_not_found', param: 'fallback_models[0]' },
    ],
    ['an unknown chain', { model: 'auto', chain: 'MISSING' }, 400, { code: null, param: 'chain' }],
    ['a wrong field', { temperature: 9 }, 400, { type: 'invalid_request_error', param: 'temperature' }],
    ['no model within the limit', { cost_limit: 0 }, 503, { code: 'no_model_available' }],
    ['a prompt that is filtered', { model: 'sim-content-filter' }, 400, { code: 'content_filter' }],
    [
      'a prompt over the limit of its model',
      { model: 'sim-context-length', enable_fallback: false },
      400,
      { code: 'context_length_exceeded', param: 'messages' },
    ],
    [
      'a prompt longer than every window',
      { messages: [{ role: 'user', content: 'word '.repeat(40_000) }] },
      400,
      { code: 'context_length_exceeded', param: 'messages' },
    ],
    [
      'a broken model',
      { model: 'sim-500', enable_fallback: false },
      502,
      { type: 'server_error', code: 'all_models_failed' },
    ],
  ];

  test.each(cases)('%s, whole and streamed', async (_name, body, status, error) => {
    for (const stream of [false, true]) {
      const response = await chat({ ...body, stream });
      expect(await response.json()).toMatchObject({ error });
      expect(response.status).toBe(status);
    }
  });

  test('a refused account: 502, and 503 from then on, because another request would also fail', async () => {
    const body = { model: 'locked/any', enable_fallback: false };
    const first = await chat(body);
    expect([first.status, await first.json()]).toMatchObject([502, { error: { code: 'all_models_failed' } }]);
    const second = await chat(body);
    expect([second.status, await second.json()]).toMatchObject([503, { error: { code: 'no_model_available' } }]);
    expect(Number(second.headers.get('retry-after'))).toBeGreaterThan(0);
  });

  test('a rate-limited model: 429 with Retry-After', async () => {
    const response = await chat({ model: 'sim-429-retry-after-30', enable_fallback: false, stream: true });
    expect(response.status).toBe(429);
    const seconds = Number(response.headers.get('retry-after'));
    expect(seconds).toBeGreaterThan(20);
    expect(seconds).toBeLessThanOrEqual(31);
    expect(await response.json()).toMatchObject({ error: { type: 'rate_limit_error', code: 'rate_limit_exceeded' } });
    expect(response.headers.get('x-penstock-generation-id')).toMatch(/^[0-9a-f-]{36}$/);
  });
});

describe('the endpoints', () => {
  test.each([
    ['without a key', {}, /A key is missing/],
    ['with a wrong key', { authorization: 'Bearer wrong' }, /not valid here/],
  ])('refuses a caller %s', async (_name, headers, message) => {
    const response = await fetch(`${penstock.url}/v1/models`, { headers });
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({
      error: { code: 'invalid_api_key', message: expect.stringMatching(message) },
    });
  });

  test.each([
    ['/v1/chat/completions', undefined, 405, 'method_not_allowed'],
    ['/v1/audio/speech', {}, 404, 'not_found'],
    ['/v1', undefined, 404, 'not_found'],
    ['/v1/chat/completions', '{"model":', 400, null],
    ['/v1/chat/completions', '[]', 400, null],
    ['/v1/chat/completions', ' '.repeat(21 * 1024 * 1024), 413, null],
  ])('answers a wrong request to %s with an error in OpenAI’s form', async (path, body, status, code) => {
    const response = await call(path, body);
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ error: { message: expect.any(String), code } });
  });

  test('accept pages of any origin that have their own key', async () => {
    const response = await fetch(`${penstock.url}/v1/chat/completions`, { method: 'OPTIONS' });
    expect(response.status).toBe(204);
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
    expect((await call('/v1/models')).headers.get('access-control-expose-headers')).toContain('x-penstock-model');
  });

  test('list auto, chains and models, and return each by its name', async () => {
    const { object, data } = await (await call('/v1/models')).json();
    const ids = data.map(({ id }: { id: string }) => id);
    expect(object).toBe('list');
    expect(ids).toEqual(expect.arrayContaining(['auto', 'RESCUE', 'tests/well']));
    for (const [name, id] of [
      ['tests/well', 'tests/well'],
      ['tests%2Fwell', 'tests/well'],
      ['well', 'tests/well'],
      ['auto', 'auto'],
      ['auto:balanced', 'auto:BALANCED'],
      ['rescue', 'RESCUE'],
    ]) {
      expect(await (await call(`/v1/models/${name}`)).json()).toMatchObject({ id, object: 'model' });
    }
    const unknown = await call('/v1/models/missing');
    expect(unknown.status).toBe(404);
    expect(await unknown.json()).toMatchObject({ error: { code: 'model_not_found' } });
  });
});

function requestText(version: string, body: string, headers = ''): string {
  return `POST /v1/chat/completions ${version}\r\nhost: x\r\n${headers}authorization: ${penstock.authorization}\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}

/** All bytes of a stream. */
async function raw(version: string, headers = ''): Promise<string> {
  const socket = connect(Number(new URL(penstock.url).port), '127.0.0.1');
  socket.write(requestText(version, JSON.stringify({ model: 'well', messages, stream: true }), headers));
  let text = '';
  for await (const chunk of socket.setEncoding('utf8')) text += chunk;
  return text;
}

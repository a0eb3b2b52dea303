import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { errorCodes } from '../errors/error-codes.ts';
import { ServiceError } from '../errors/service-error.ts';
import { buildViewer } from '../testing/build-viewer.ts';
import { authorization, startTestServer, type TestServer } from '../testing/start-test-server.ts';
import type { Endpoint, Exchange } from './endpoint.ts';
import { respond } from './respond.ts';

const key = authorization.slice('Bearer '.length);

/** An endpoint with its own protocol, like Anthropic's. */
const messages: Endpoint = {
  path: '/v1/own-protocol',
  methods: ['POST'],
  toErrorResponse: ({ code, message }, requestId) => ({
    status: errorCodes[code].status,
    body: { type: 'error', error: { type: errorCodes[code].anthropic, message }, request_id: requestId },
  }),
  serve(exchange) {
    served.push(exchange);
    if (exchange.request.headers['x-fail'] !== undefined) {
      throw new ServiceError('RATE_LIMITED', 'Too many.', { headers: { 'retry-after': '7' } });
    }
    respond(exchange.response, 200, { type: 'message' });
  },
};
const served: Exchange[] = [];

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ more: [messages] });
});
afterAll(() => server.close());
beforeEach(() => {
  served.length = 0;
  server.ended.length = 0;
});

const requests: [string, string, RequestInit][] = [
  ['a query', '/graphql', post('{"query":"{ viewer { role } }"}')],
  ['a query of a page', '/graphql', post('{"query":"{ viewer { role } }"}', { origin: 'https://a.example' })],
  ['no GraphQL', '/graphql', post('{"query":"{"}')],
  ['GraphiQL', '/graphql', { headers: { accept: 'text/html' } }],
  ['a preflight', '/graphql', { method: 'OPTIONS' }],
  ['a chat', '/v1/chat/completions', post('{"model":"auto","messages":[{"role":"user","content":"hi"}]}')],
  [
    'a stream',
    '/v1/chat/completions',
    post('{"model":"auto","stream":true,"messages":[{"role":"user","content":"hi"}]}'),
  ],
  ['a wrong body', '/v1/chat/completions', post('{')],
  ['a wrong method', '/v1/embeddings', { headers: { authorization } }],
  ['models', '/v1/models', { headers: { authorization } }],
  ['an unknown model', '/v1/models/none', { headers: { authorization } }],
  ['no key', '/v1/models', {}],
  ['nothing under /v1', '/v1/nothing', { headers: { authorization } }],
  ['nothing', '/nothing', {}],
  ['life', '/healthz', {}],
  ['readiness', '/readyz', {}],
];

describe('every response has a request id', () => {
  test.each(requests)('a new one if the request has none: %s', async (_name, path, init) => {
    const first = await idOf(path, init);
    expect(first).toMatch(/^[\da-f-]{36}$/);
    expect(await idOf(path, init)).not.toBe(first);
  });

  test.each(requests)('the id that its caller sent: %s', async (_name, path, init) => {
    expect(await idOf(path, { ...init, headers: { ...init.headers, 'x-request-id': 'call-7' } })).toBe('call-7');
  });

  test('also if the request is invalid', async () => {
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
    socket.write('garbage\r\n\r\n');
    const [bytes] = (await once(socket, 'data')) as [Buffer];
    expect(String(bytes)).toMatch(/\r\nx-request-id: [\da-f-]{36}\r\n/);
    socket.destroy();
  });

  test('a WebSocket and its errors have the id of its handshake', async () => {
    const socket = new WebSocket(server.webSocketUrl, 'graphql-transport-ws', {
      headers: { 'x-request-id': 'call-8' },
    });
    const [response] = await once(socket, 'upgrade');
    expect(response.headers['x-request-id']).toBe('call-8');
    socket.send(JSON.stringify({ type: 'connection_init', payload: { 'x-api-key': key } }));
    await once(socket, 'message');
    socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query: '{ shoeSize }' } }));
    const [text] = await once(socket, 'message');
    expect(JSON.parse(String(text))).toMatchObject({
      type: 'error',
      payload: [{ extensions: { requestId: 'call-8' } }],
    });
    socket.terminate();
  });

  test.each([['/nothing'], ['/v1/models']])('also if a handshake is refused: %s', async (path) => {
    const socket = new WebSocket(`${server.webSocketUrl.replace('/graphql', path)}`, [], {
      headers: { 'x-request-id': 'call-9' },
    });
    socket.on('error', () => {});
    const [, response] = await once(socket, 'unexpected-response');
    expect([response.statusCode, response.headers['x-request-id']]).toEqual([404, 'call-9']);
    expect(server.ended).toEqual([{ requestId: 'call-9', path, status: 404 }]);
  });

  test('also if it is no handshake of WebSocket', async () => {
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
    socket.write(
      'GET /graphql HTTP/1.1\r\nHost: x\r\nx-request-id: call-11\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
    );
    const [bytes] = (await once(socket, 'data')) as [Buffer];
    expect(String(bytes)).toMatch(/^HTTP\/1\.1 400 .*\r\nx-request-id: call-11\r\n.*Sec-WebSocket-Version: 13/s);
    expect(server.ended).toEqual([{ requestId: 'call-11', path: '/graphql', status: 400 }]);
    socket.destroy();
  });
});

describe('a body that is cut or broken is refused in the form of its endpoint', () => {
  const head = (path: string) =>
    `POST ${path} HTTP/1.1\r\nHost: x\r\nx-api-key: ${key}\r\nx-request-id: call-10\r\nContent-Type: application/json\r\n`;
  const bodies: [string, string, string][] = [
    ['The request ended early.', 'Content-Length: 50\r\n\r\n', '{'],
    ['This is not a valid HTTP request.', 'Transfer-Encoding: chunked\r\n\r\n', 'zz\r\n'],
  ];
  test.each(bodies)('%s', async (message, rest, body) => {
    const graphql = { message, extensions: { code: 'BAD_USER_INPUT', requestId: 'call-10' } };
    expect(await answerTo(head('/graphql') + rest, body)).toEqual({ errors: [graphql] });
    const openai = { message, type: 'invalid_request_error', param: null, code: null };
    expect(await answerTo(head('/v1/chat/completions') + rest, body)).toEqual({ error: openai });
    const anthropic = { type: 'error', error: { type: 'invalid_request_error', message }, request_id: 'call-10' };
    expect(await answerTo(head('/v1/messages') + rest, body)).toEqual(anthropic);
  });

  /** The JSON of the only answer to these bytes. */
  async function answerTo(headers: string, body: string): Promise<unknown> {
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
    let text = '';
    socket.on('data', (chunk: Buffer) => {
      text += String(chunk);
    });
    socket.write(headers);
    // The endpoint reads the body by then.
    setTimeout(() => socket.end(body), 100);
    await once(socket, 'close');
    expect(text).toContain('\r\nx-request-id: call-10\r\n');
    return JSON.parse(text.slice(text.indexOf('\r\n\r\n')));
  }
});

test.each(['/graphql', '/v1/models', '/healthz'])('%s serves each method of its Allow, and no other', async (path) => {
  const send = (method: string) => fetch(server.url + path, { method, headers: { authorization } });
  const allowed = (await send('PUT')).headers.get('allow')?.split(', ') ?? [];
  for (const method of ['GET', 'HEAD', 'POST', 'DELETE']) {
    expect([method, (await send(method)).status !== 405]).toEqual([method, allowed.includes(method)]);
  }
});

describe('a key is accepted', () => {
  const keys: [string, Record<string, string>][] = [
    ['Authorization', { authorization }],
    ['x-api-key', { 'x-api-key': key }],
    ['api-key', { 'api-key': key }],
  ];
  const paths: [string, RequestInit][] = [
    ['/graphql', post('{"query":"{ viewer { role } }"}')],
    ['/v1/models', { headers: {} }],
    ['/v1/own-protocol', post('{}')],
  ];
  const all = keys.flatMap(([name, headers]) => paths.map(([path, init]) => [name, path, headers, init] as const));

  test.each(all)('from %s at %s', async (_name, path, headers, init) => {
    const { authorization: _usual, ...others } = init.headers as Record<string, string>;
    expect((await fetch(server.url + path, { ...init, headers: { ...others, ...headers } })).status).toBe(200);
  });

  test.each(all)('a wrong key is a 401 that names %s at %s', async (name, path, headers, init) => {
    const { authorization: _usual, ...others } = init.headers as Record<string, string>;
    const wrong = Object.fromEntries(Object.entries(headers).map(([header, value]) => [header, `${value}x`]));
    const response = await fetch(server.url + path, { ...init, headers: { ...others, ...wrong } });
    expect([response.status, response.headers.get('www-authenticate')]).toEqual([401, 'Bearer realm="penstock"']);
    expect(await response.text()).toContain(`The key in the ${name} header is not valid here`);
  });

  test.each([
    [{ authorization }],
    [{ Authorization: authorization }],
    [{ headers: { Authorization: authorization } }],
    [{ headers: { 'X-Api-Key': key } }],
    [{ 'api-key': key }],
  ])('from connectionParams: %j', async (payload) => {
    const socket = new WebSocket(server.webSocketUrl, 'graphql-transport-ws');
    await once(socket, 'open');
    socket.send(JSON.stringify({ type: 'connection_init', payload }));
    const [text] = await once(socket, 'message');
    expect(JSON.parse(String(text))).toEqual({ type: 'connection_ack' });
    socket.terminate();
  });
});

describe('an endpoint with its own protocol', () => {
  test.each([
    [{}, { authorization: 'Bearer no' }, 401, 'authentication_error'],
    [{ method: 'GET', body: null }, {}, 405, 'invalid_request_error'],
    [{ body: 'x'.repeat(21 * 1024 * 1024) }, {}, 413, 'request_too_large'],
    [{}, { 'x-fail': '1' }, 429, 'rate_limit_error'],
  ])('has its own form for every refusal: %#', async (changes, headers, status, type) => {
    const response = await fetch(`${server.url}/v1/own-protocol`, {
      ...post('{}', { 'x-request-id': 'call-1', ...headers }),
      ...changes,
    });
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ type: 'error', error: { type }, request_id: 'call-1' });
    expect(response.headers.get('retry-after')).toBe(status === 429 ? '7' : null);
  });

  test('gets the viewer, and is not called without a key', async () => {
    await fetch(`${server.url}/v1/own-protocol`, post('{}', { authorization: 'Bearer no' }));
    expect(served).toEqual([]);
    await fetch(`${server.url}/v1/own-protocol`, post('{}'));
    expect(served[0]?.viewer).toEqual(buildViewer());
  });
});

test('a request writes one log line, without its query and its key', async () => {
  const headers = { 'x-request-id': 'call-2', authorization };
  await (await fetch(`${server.graphqlUrl}?query={viewer{role}}`, { headers })).text();
  await expect.poll(() => server.ended).toHaveLength(1);
  expect(server.ended).toEqual([
    {
      requestId: 'call-2',
      method: 'GET',
      path: '/graphql',
      status: 200,
      isWhole: true,
      durationMs: expect.any(Number),
    },
  ]);
});

async function idOf(path: string, init: RequestInit): Promise<string | null> {
  const response = await fetch(server.url + path, init);
  await response.arrayBuffer();
  return response.headers.get('x-request-id');
}

function post(body: string, headers: Record<string, string> = {}): RequestInit {
  return { method: 'POST', headers: { 'content-type': 'application/json', authorization, ...headers }, body };
}

import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { type ApiProxy, createApiProxy } from './api-proxy.ts';
import { createConsoleServer } from './console-server.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function listen(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

type Console = { url: string; proxy: ApiProxy };

/** The console's server in front of an API. */
async function startConsole(apiUrl: string): Promise<Console> {
  const proxy = createApiProxy(apiUrl, '/auth/done');
  closing.push(() => proxy.close());
  const pages = {
    build: null,
    files: new Map(),
    serve: async (_: IncomingMessage, response: ServerResponse) => void response.end('a page'),
    upgrade: null,
  };
  return { url: await listen(createConsoleServer(pages, proxy)), proxy };
}

async function startBoth(api: (request: IncomingMessage, response: ServerResponse) => void): Promise<Console> {
  return startConsole(await listen(createServer(api)));
}

test.each([
  ['/graphql', true],
  ['/graphql?query={viewer{role}}', true],
  ['/v1/chat/completions', true],
  ['/session', true],
  ['/session/oidc', true],
  ['/auth/done?code=1', true],
  ['/', false],
  ['/sign-in?code=1', false],
  ['/v10', false],
  ['/sessions', false],
  ['/models/graphql', false],
])('%s is forwarded to the API: %s', async (target, isTaken) => {
  const { url } = await startBoth((_request, response) => response.end('the API'));
  expect(await (await fetch(url + target)).text()).toBe(isTaken ? 'the API' : 'a page');
});

test('a request arrives with its body and host, and names the peer that it is forwarded for', async () => {
  const { url } = await startBoth(async (incoming, response) => {
    let body = '';
    for await (const chunk of incoming) body += chunk;
    const { headers } = incoming;
    response.writeHead(201, { 'set-cookie': ['a=1', 'b=2'], 'x-request-id': 'r1' });
    response.end(JSON.stringify({ body, headers, method: incoming.method }));
  });
  const outgoing = request(`${url}/session`, {
    method: 'POST',
    headers: {
      cookie: 'penstock_session=token',
      connection: 'close, x-private',
      'x-private': 'of this connection',
      te: 'trailers',
      'proxy-authorization': 'Basic secret',
      'x-forwarded-for': '203.0.113.9',
    },
  });
  outgoing.write('two ');
  outgoing.end('pieces');
  const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
  const { body, headers, method } = JSON.parse(await textOf(response));
  expect([response.statusCode, response.headers['set-cookie'], response.headers['x-request-id']]).toEqual([
    201,
    ['a=1', 'b=2'],
    'r1',
  ]);
  expect([body, method]).toEqual(['two pieces', 'POST']);
  expect(headers).toMatchObject({
    host: new URL(url).host,
    cookie: 'penstock_session=token',
    'x-forwarded-for': '203.0.113.9, 127.0.0.1',
    'x-forwarded-host': new URL(url).host,
    'x-forwarded-proto': 'http',
  });
  for (const name of ['x-private', 'te', 'proxy-authorization']) expect(headers[name]).toBeUndefined();
});

test('an event stream arrives in pieces, and a browser that disconnects ends it at the API', async () => {
  const left = Promise.withResolvers<void>();
  const { url } = await startBoth((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write('data: 1\n\n');
    response.once('close', left.resolve);
  });
  const leaving = new AbortController();
  const response = await fetch(`${url}/graphql`, { signal: leaving.signal });
  const first = await response.body?.getReader().read();
  expect(String(Buffer.from(first?.value ?? []))).toBe('data: 1\n\n');
  leaving.abort();
  await left.promise;
});

test('a browser that disconnects before the answer ends the request at the API', async () => {
  const arrived = Promise.withResolvers<void>();
  const left = Promise.withResolvers<void>();
  const { url } = await startBoth((_request, response) => {
    response.once('close', left.resolve);
    arrived.resolve();
  });
  const leaving = new AbortController();
  const answer = fetch(`${url}/v1/chat/completions`, { method: 'POST', body: '{}', signal: leaving.signal });
  answer.catch(() => {});
  await arrived.promise;
  leaving.abort();
  await left.promise;
});

test('an answer that the API cuts off is cut off for the browser too', async () => {
  const { url } = await startBoth((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write('data: 1\n\n', () => setTimeout(() => response.destroy(), 20));
  });
  await expect(fetch(`${url}/graphql`).then((response) => response.text())).rejects.toThrow();
});

test('a browser that does not read slows the API down', async () => {
  const piece = Buffer.alloc(256 * 1024);
  let written = 0;
  const { url } = await startBoth((_request, response) => {
    response.writeHead(200);
    const write = (): void => {
      while (written < 200 * 1024 * 1024) {
        written += piece.length;
        if (!response.write(piece)) return void response.once('drain', write);
      }
      response.end();
    };
    write();
  });
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  closing.push(() => socket.destroy());
  socket.pause();
  socket.write('GET /v1/models HTTP/1.1\r\nHost: x\r\n\r\n');
  let before = -1;
  await expect
    .poll(
      () => {
        const isStill = written === before && written > 0;
        before = written;
        return isStill;
      },
      { interval: 200, timeout: 10_000 },
    )
    .toBe(true);
  // More than the kernel's buffers of two connections, and far less than the whole answer.
  expect(written).toBeLessThan(64 * 1024 * 1024);
});

test.each([
  ['/graphql', { errors: [{ extensions: { code: 'INTERNAL' } }] }],
  ['/v1/models', { error: { type: 'server_error', code: 'api_unreachable' } }],
  ['/session', { error: expect.stringContaining('PENSTOCK_API_URL') }],
])('an unreachable API is a 502 with a reason at %s', async (path, body) => {
  const { url } = await startConsole('http://127.0.0.1:1');
  const response = await fetch(url + path, { method: 'POST', body: '{}' });
  expect(response.status).toBe(502);
  expect(await response.json()).toMatchObject(body);
});

test('a WebSocket passes both ways, and ends on both sides', async () => {
  const apiServer = createServer();
  const sockets = new WebSocketServer({ server: apiServer, path: '/graphql' });
  const seen: { headers?: IncomingMessage['headers']; text?: string } = {};
  const ended = Promise.withResolvers<number>();
  sockets.on('connection', (socket, { headers }) => {
    seen.headers = headers;
    socket.on('message', (text) => socket.send(`echo ${text}`));
    socket.on('close', (code) => ended.resolve(code));
  });
  const { url } = await startConsole(await listen(apiServer));
  const headers = { origin: url, cookie: 'penstock_session=token' };
  const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', { headers });
  await once(socket, 'open');
  socket.send('hello');
  expect(String((await once(socket, 'message'))[0])).toBe('echo hello');
  expect(seen.headers).toMatchObject({ ...headers, host: new URL(url).host, 'x-forwarded-for': '127.0.0.1' });
  socket.terminate();
  expect(await ended.promise).toBe(1006);
});

test('a WebSocket that the API cuts off is cut off for the browser', async () => {
  const apiServer = createServer();
  const sockets = new WebSocketServer({ server: apiServer, path: '/graphql' });
  sockets.on('connection', (socket) => socket.on('message', () => socket.terminate()));
  const { url } = await startConsole(await listen(apiServer));
  const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`);
  await once(socket, 'open');
  socket.send('end');
  expect((await once(socket, 'close'))[0]).toBe(1006);
});

test('a refused WebSocket handshake reaches the browser with its status', async () => {
  const { url } = await startBoth((_request, response) => response.writeHead(404).end());
  expect(await statusOfHandshake(`${url}/graphql`)).toBe(404);
});

test('a WebSocket to an unreachable API is refused', async () => {
  const { url } = await startConsole('http://127.0.0.1:1');
  expect(await statusOfHandshake(`${url}/graphql`)).toBe(502);
});

test('a WebSocket to a page is cut off', async () => {
  const { url } = await startBoth((_request, response) => response.end());
  const socket = new WebSocket(`${url.replace('http', 'ws')}/models`);
  expect(await once(socket, 'error')).toMatchObject([{ message: 'socket hang up' }]);
});

async function statusOfHandshake(url: string): Promise<number | undefined> {
  const socket = new WebSocket(url.replace('http', 'ws'));
  socket.on('error', () => {});
  const [, response] = (await once(socket, 'unexpected-response')) as [unknown, IncomingMessage];
  return response.statusCode;
}

async function textOf(response: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of response) text += chunk;
  return text;
}

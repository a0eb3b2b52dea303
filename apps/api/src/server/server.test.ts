import { once } from 'node:events';
import { request as send } from 'node:http';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { defaultBrowserSettings } from '../http/browser-settings.ts';
import { plainError } from '../http/respond.ts';
import { defaultLimits } from '../limits/limits.ts';
import { authorization, startTestServer, type TestServer } from '../testing/start-test-server.ts';

let server: TestServer;

afterEach(() => server.close());

const asPage = { accept: 'text/html' };

/** The HTTP status of the handshake, or `open`. */
function handshake(origin: string): Promise<number | 'open'> {
  const socket = new WebSocket(server.webSocketUrl, 'graphql-transport-ws', { headers: { origin } });
  return new Promise((resolve) => {
    socket.on('error', () => {});
    socket.once('open', () => {
      socket.terminate();
      resolve('open');
    });
    socket.once('unexpected-response', (_request, { statusCode = 0 }) => resolve(statusCode));
  });
}

describe('allowed origins', () => {
  const listed = 'https://console.example';
  const browser = { ...defaultBrowserSettings, allowedOrigins: [listed] };

  test('may call every endpoint; others get 403 without CORS headers', async () => {
    server = await startTestServer({ browser });
    for (const path of ['/graphql', '/v1/models', '/healthz']) {
      const other = await fetch(server.url + path, { headers: { origin: 'https://evil.example', authorization } });
      expect([other.status, other.headers.get('access-control-allow-origin')]).toEqual([403, null]);
    }
    const answer = await server.post({ query: '{ viewer { role } }' }, { origin: listed });
    expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([200, listed]);
    expect((await server.post({ query: '{ viewer { role } }' })).status).toBe(200);
  });

  test('apply to WebSockets', async () => {
    server = await startTestServer({ browser });
    expect(await handshake('https://evil.example')).toBe(403);
    expect(await handshake(listed)).toBe('open');
    expect(await handshake(server.url)).toBe('open');
  });

  test('include every origin by default', async () => {
    server = await startTestServer();
    expect(await handshake('https://any.example')).toBe('open');
  });
});

describe('GraphiQL', () => {
  test('may only run its script and call its API', async () => {
    server = await startTestServer();
    const { headers } = await fetch(server.graphqlUrl, { headers: asPage });
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toMatch(/^default-src 'none'; script-src 'sha256-[\w+/]{43}=';/);
    expect(policy).toContain("frame-ancestors 'none'");
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  });

  test('uses the policy of the operator', async () => {
    const contentSecurityPolicy = "script-src {script}; frame-ancestors 'self'";
    server = await startTestServer({ browser: { ...defaultBrowserSettings, contentSecurityPolicy } });
    const { headers } = await fetch(server.graphqlUrl, { headers: asPage });
    expect(headers.get('content-security-policy')).toMatch(/^script-src 'sha256-.{44}'; frame-ancestors 'self'$/);
  });

  test('can be switched off', async () => {
    server = await startTestServer({ browser: { ...defaultBrowserSettings, hasGraphiql: false } });
    const response = await fetch(server.graphqlUrl, { headers: asPage });
    expect(response.status).toBe(401);
  });
});

test('Strict-Transport-Security is sent where it is set', async () => {
  server = await startTestServer({ browser: { ...defaultBrowserSettings, hstsSeconds: 60 } });
  for (const path of ['/healthz', '/graphql', '/nothing']) {
    const { headers } = await fetch(server.url + path);
    expect(headers.get('strict-transport-security')).toBe('max-age=60');
  }
});

test('a body may be as large as the limit', async () => {
  server = await startTestServer({ limits: { ...defaultLimits, bodyBytes: 2_000 } });
  const query = `{ viewer { role } } # ${'x'.repeat(1_900)}`;
  expect((await server.post({ query })).status).toBe(200);
  const response = await server.post({ query: `${query}${'x'.repeat(100)}` });
  expect(response.status).toBe(413);
  expect(await response.json()).toMatchObject({ errors: [{ message: 'The body is larger than 2000 bytes.' }] });
});

test('a body that is too large is read for up to a second before it is refused', async () => {
  server = await startTestServer({ limits: { ...defaultLimits, bodyBytes: 2_000 } });
  const head = `POST /graphql HTTP/1.1\r\nHost: localhost\r\nAuthorization: ${authorization}\r\nContent-Length: 900000\r\n\r\n`;
  async function send(bytes: number): Promise<string> {
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
    socket.write(head);
    let text = '';
    socket.on('data', (chunk) => {
      text += chunk;
    });
    await sleep(50);
    expect(text).toBe('');
    for (let sent = 0; sent < bytes; sent += 100_000) socket.write('x'.repeat(100_000));
    await once(socket, 'end');
    return text;
  }
  expect(await send(900_000)).toMatch(/^HTTP\/1\.1 413 /);
  expect(await send(100_000)).toMatch(/^HTTP\/1\.1 413 /);
});

test('an endpoint that throws answers 500 with a reference; the stack is only in the log', async () => {
  server = await startTestServer({
    more: [
      {
        path: '/broken',
        methods: null,
        toErrorResponse: plainError,
        serve() {
          throw new TypeError('Invalid URL');
        },
      },
    ],
  });
  const response = await fetch(`${server.url}/broken`, { headers: { authorization } });
  expect(response.status).toBe(500);
  expect(await response.text()).not.toContain('Invalid URL');
  expect(server.logged).toHaveLength(1);
});

test('Host: [:: is a 400 without a stack', async () => {
  server = await startTestServer();
  const text = await new Promise<string>((resolve) => {
    send(server.graphqlUrl, { headers: { host: '[::', 'x-request-id': 'r1' } }, (response) => {
      response.setEncoding('utf8').once('data', (body: string) => resolve(`${response.statusCode} ${body}`));
    }).end();
  });
  expect(text).toBe(
    '400 {"errors":[{"message":"The header Host must be a name or an address, with an optional port.","extensions":{"code":"BAD_USER_INPUT","requestId":"r1"}}]}',
  );
});

test('requests to /readyz during a check share its result', async () => {
  let asked = 0;
  const waiting = Promise.withResolvers<void>();
  server = await startTestServer({
    checks: [
      {
        name: 'database',
        check: () => {
          asked++;
          return waiting.promise;
        },
      },
    ],
  });
  const requests = Array.from({ length: 20 }, () => fetch(`${server.url}/readyz`));
  await expect.poll(() => asked).toBe(1);
  await fetch(`${server.url}/healthz`);
  waiting.resolve();
  expect((await Promise.all(requests)).map(({ status }) => status)).toEqual(Array(20).fill(200));
  expect(asked).toBe(1);
});

describe('a server that closes', () => {
  const ask = 'GET /v1/models HTTP/1.1\r\nHost: localhost\r\n';
  const request = `${ask}Authorization: ${authorization}\r\n\r\n`;

  async function open(): Promise<Socket> {
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
    await once(socket, 'connect');
    return socket;
  }

  /** All bytes until the other side ends the connection. */
  async function readToEnd(socket: Socket): Promise<string> {
    let text = '';
    for await (const chunk of socket) text += chunk;
    return text;
  }

  test('serves requests of connections from before it stopped listening, and refuses later connections', async () => {
    server = await startTestServer();
    const [early, late] = [await open(), await open()];
    server.server.drain();
    server.server.stopListening();
    early.write(request);
    expect(await readToEnd(early)).toMatch(/^HTTP\/1\.1 200 OK\r\n(.*\r\n)*Connection: close\r\n/i);
    await expect(open()).rejects.toThrow('ECONNREFUSED');
    server.server.refuse();
    late.write(request);
    expect(await readToEnd(late)).toMatch(/^HTTP\/1\.1 503 .*\r\n(.*\r\n)*retry-after: 1\r\n/i);
  });

  test('ends a connection after the current response, and answers no further request', async () => {
    const finished = Promise.withResolvers<void>();
    server = await startTestServer({
      more: [
        {
          path: '/slow',
          methods: null,
          toErrorResponse: plainError,
          async serve({ response }) {
            response.write('began');
            await finished.promise;
            response.end('ended');
          },
        },
      ],
    });
    const socket = await open();
    socket.write(request.replace('/v1/models', '/slow'));
    await once(socket, 'data');
    server.server.refuse();
    finished.resolve();
    await once(socket, 'data');
    socket.write(request);
    expect(await readToEnd(socket)).not.toContain('503');
  });
});

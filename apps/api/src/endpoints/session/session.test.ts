import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { digestOfKey } from '../../access/access.ts';
import { authorization, startTestServer, type TestServer } from '../../testing/start-test-server.ts';

const key = authorization.slice('Bearer '.length);
const json = { 'content-type': 'application/json' };
const query = JSON.stringify({ query: '{ viewer { role } }' });

let server: TestServer;
const codes = new Set(['once']);

beforeAll(async () => {
  server = await startTestServer({
    codes: {
      create: async () => 'once',
      spend: async (code) => (codes.delete(code) ? digestOfKey(key) : null),
    },
  });
});
afterAll(() => server.close());

function signIn(body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${server.url}/session`, {
    method: 'POST',
    headers: { ...json, ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

/** The `Cookie` header of a new session. */
async function newCookie(): Promise<string> {
  const response = await signIn({ key });
  return response.headers.get('set-cookie')?.split(';')[0] ?? '';
}

function call(cookie: string, headers: Record<string, string>, path = '/graphql', body = query): Promise<Response> {
  return fetch(server.url + path, { method: 'POST', headers: { cookie, ...headers }, body });
}

describe('a sign-in', () => {
  test('with a key answers 204 and a cookie that is hidden from scripts and other sites', async () => {
    const response = await signIn({ key });
    expect(response.status).toBe(204);
    expect(response.headers.get('set-cookie')).toMatch(
      /^penstock_session=[\w-]+; Path=\/; Max-Age=\d+; Expires=[^;]+; HttpOnly; SameSite=Lax$/,
    );
    expect(response.headers.get('cache-control')).toBe('no-store');
  });

  test('from a page over HTTPS answers a cookie for HTTPS only', async () => {
    const host = new URL(server.url).host;
    const response = await signIn({ key }, { origin: `https://${host}` });
    expect(response.headers.get('set-cookie')).toMatch(/; Secure$/);
  });

  test('with wrong keys is delayed and logged like other wrong keys, without the key', async () => {
    await signIn({ key: 'psk_guessed_1' });
    expect(server.logged.at(-1)).toMatchObject({ message: 'A caller sent an invalid key.' });
    expect(JSON.stringify(server.logged)).not.toContain('psk_guessed_1');
  });

  test('with a code works only once', async () => {
    expect((await signIn({ code: 'once' })).status).toBe(204);
    const again = await signIn({ code: 'once' });
    expect(again.status).toBe(401);
    expect(again.headers.get('set-cookie')).toBeNull();
    expect(await again.json()).toEqual({ error: 'The code was already used, or has expired: sign in with a key.' });
  });

  test.each([
    ['a wrong key', { key: 'psk_wrong' }, {}, 401],
    ['a wrong code', { code: 'guessed' }, {}, 401],
    ['neither', {}, {}, 400],
    ['both', { key, code: 'once' }, {}, 400],
    ['a key that is a number', { key: 1 }, {}, 400],
    ['no JSON', '{', {}, 400],
    ['a long body', { key: 'x'.repeat(10_000) }, {}, 413],
    ['a form', `key=${key}`, { 'content-type': 'application/x-www-form-urlencoded' }, 415],
    ['plain text', JSON.stringify({ key }), { 'content-type': 'text/plain' }, 415],
    ['a foreign page', { key }, { origin: 'https://evil.example' }, 403],
    ['a sandboxed page', { key }, { origin: 'null' }, 403],
  ])('with %s is refused, and sets no cookie', async (_name, body, headers, status) => {
    const response = await signIn(body, headers);
    expect([response.status, response.headers.get('set-cookie')]).toEqual([status, null]);
  });

  test('ends the earlier session of the browser', async () => {
    const former = await newCookie();
    await signIn({ key }, { cookie: former });
    expect((await call(former, { ...json, origin: server.url })).status).toBe(401);
  });
});

describe('the cookie', () => {
  test('gives our own page access to /graphql', async () => {
    const response = await call(await newCookie(), { ...json, origin: server.url });
    expect(await response.json()).toEqual({ data: { viewer: { role: 'ADMIN' } } });
  });

  test('gives access to server-sent events', async () => {
    const body = JSON.stringify({ query: 'subscription { generate(input: {prompt: "x"}) { __typename } }' });
    const headers = { ...json, origin: server.url, accept: 'text/event-stream' };
    const response = await call(await newCookie(), headers, '/graphql', body);
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    expect(await response.text()).toContain('GenerationCompleted');
  });

  const ours = 'ours';
  const posts: [string, Record<string, string>, number][] = [
    ['without Origin', json, 403],
    ['from a foreign page', { ...json, origin: 'https://evil.example' }, 403],
    ['from another port of the host', { ...json, origin: 'http://127.0.0.1:1' }, 403],
    ['as a form', { 'content-type': 'application/x-www-form-urlencoded', origin: ours }, 415],
    ['as plain text', { 'content-type': 'text/plain', origin: ours }, 415],
  ];
  test.each(posts)('gives no access to a POST %s', async (_name, headers, status) => {
    const sent = headers.origin === ours ? { ...headers, origin: server.url } : headers;
    expect((await call(await newCookie(), sent)).status).toBe(status);
  });

  test.each([
    ['a typed address', {}, 200],
    ['our own page', { 'sec-fetch-site': 'same-origin' }, 200],
    ['another site', { 'sec-fetch-site': 'cross-site' }, 403],
    ['another port of the host', { 'sec-fetch-site': 'same-site' }, 403],
    ['a foreign page', { origin: 'https://evil.example' }, 403],
  ])('gives access to a GET from %s or not', async (_name, headers, status) => {
    const url = `${server.graphqlUrl}?query={viewer{role}}`;
    const response = await fetch(url, {
      headers: { cookie: await newCookie(), accept: 'application/json', ...headers },
    });
    expect(response.status).toBe(status);
  });

  test.each(['/v1/models', '/v1/chat/completions', '/v1/embeddings'])('gives no access to %s', async (path) => {
    const headers = { cookie: await newCookie(), origin: server.url };
    const init = path === '/v1/models' ? { headers } : { method: 'POST', headers: { ...headers, ...json }, body: '{}' };
    expect((await fetch(server.url + path, init)).status).toBe(401);
  });

  test('is ignored beside a key: a program with both needs no Origin', async () => {
    const cookie = await newCookie();
    expect((await call(cookie, { ...json, authorization })).status).toBe(200);
    expect((await call(cookie, { ...json, origin: server.url, authorization: 'Bearer wrong' })).status).toBe(401);
  });

  test('without a session is refused', async () => {
    expect((await call('penstock_session=guessed', { ...json, origin: server.url })).status).toBe(401);
  });
});

describe('a sign-out', () => {
  test('ends the session and removes the cookie', async () => {
    const cookie = await newCookie();
    const isSignedIn = async () => (await fetch(`${server.url}/session`, { headers: { cookie } })).json();
    expect(await isSignedIn()).toEqual({ isSignedIn: true, identityProvider: null });
    const response = await fetch(`${server.url}/session`, {
      method: 'DELETE',
      headers: { cookie, origin: server.url },
    });
    expect(response.status).toBe(204);
    expect(response.headers.get('set-cookie')).toMatch(/^penstock_session=; Path=\/; Max-Age=0; /);
    expect(await isSignedIn()).toEqual({ isSignedIn: false, identityProvider: null });
    expect((await call(cookie, { ...json, origin: server.url })).status).toBe(401);
  });

  test.each([[{}], [{ origin: 'https://evil.example' }]])('from elsewhere is refused: %j', async (headers) => {
    const cookie = await newCookie();
    const response = await fetch(`${server.url}/session`, { method: 'DELETE', headers: { cookie, ...headers } });
    expect(response.status).toBe(403);
    expect((await call(cookie, { ...json, origin: server.url })).status).toBe(200);
  });

  test('without a session succeeds', async () => {
    expect((await fetch(`${server.url}/session`, { method: 'DELETE' })).status).toBe(204);
  });
});

describe('a WebSocket with the cookie', () => {
  async function open(headers: Record<string, string>): Promise<WebSocket> {
    const socket = new WebSocket(server.webSocketUrl, 'graphql-transport-ws', { headers });
    await once(socket, 'open');
    socket.send(JSON.stringify({ type: 'connection_init' }));
    return socket;
  }

  test('is accepted from our own page, and closed within two seconds after the session has ended', async () => {
    const cookie = await newCookie();
    const socket = await open({ cookie, origin: server.url });
    const [text] = await once(socket, 'message');
    expect(JSON.parse(String(text))).toEqual({ type: 'connection_ack' });
    const closed = once(socket, 'close', { signal: AbortSignal.timeout(2_000) });
    await fetch(`${server.url}/session`, { method: 'DELETE', headers: { cookie, origin: server.url } });
    expect((await closed)[0]).toBe(4401);
  });

  test.each([
    ['without Origin', {}],
    ['from a foreign page', { origin: 'https://evil.example' }],
  ])('is refused %s', async (_name, headers) => {
    const socket = await open({ cookie: await newCookie(), ...headers });
    const [code, reason] = await once(socket, 'close');
    expect([code, String(reason)]).toEqual([4401, 'A key is missing, and the cookie has no session for this page']);
  });
});

test('an open stream ends within two seconds after its session has ended', async () => {
  const cookie = await newCookie();
  const response = await call(
    cookie,
    { ...json, origin: server.url, accept: 'text/event-stream' },
    '/graphql',
    JSON.stringify({ query: 'subscription { health { snapshot } }' }),
  );
  const ended = response.text().then(
    () => 'ended',
    () => 'cut',
  );
  await fetch(`${server.url}/session`, { method: 'DELETE', headers: { cookie, origin: server.url } });
  expect(await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 2_000, 'open'))])).toBe('cut');
});

test('sign-ins, sign-outs and refused attempts are recorded, without key, code and token', async () => {
  const { entries } = server.services.audit;
  entries.length = 0;
  const cookie = await newCookie();
  await signIn({ key: 'psk_wrong' });
  await signIn({ code: 'guessed' });
  await fetch(`${server.url}/session`, { method: 'DELETE', headers: { cookie, origin: server.url } });
  const by = { address: '127.0.0.1', requestId: expect.any(String), target: null };
  const admin = { kind: 'ADMIN_KEY', id: 'admin', name: 'admin key' };
  const refused = {
    ...by,
    target: { type: 'endpoint', id: '/session' },
    workspaceId: null,
    action: 'session.start',
    actor: null,
    outcome: 'REFUSED',
    errorCode: 'UNAUTHENTICATED',
  };
  expect(entries).toEqual([
    { ...by, action: 'session.start', actor: admin, outcome: 'SUCCEEDED' },
    refused,
    refused,
    { ...by, action: 'session.end', actor: admin, outcome: 'SUCCEEDED' },
  ]);
  expect(JSON.stringify(entries)).not.toMatch(/psk_|guessed|token-/);
});

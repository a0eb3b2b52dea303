import { serverAudits } from 'graphql-http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { authorization, startTestServer, type TestServer } from '../../testing/start-test-server.ts';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

describe('the GraphQL over HTTP specification', () => {
  const audits = serverAudits({
    url: () => server.graphqlUrl,
    fetchFn: (url: string, init: RequestInit = {}) =>
      fetch(url, { ...init, headers: { ...Object.fromEntries(new Headers(init.headers)), authorization } }),
  });

  test.each(audits.map((audit) => [audit.id, audit.name, audit] as const))('%s: %s', async (_id, _name, audit) => {
    expect(await audit.fn()).toMatchObject({ status: 'ok' });
  });
});

describe('a request over HTTP', () => {
  test.each([
    [undefined, 'A key is missing: send it as the header Authorization: Bearer KEY.'],
    ['Bearer wrong', 'The key in the Authorization header is not valid here; it must read Bearer KEY.'],
  ])('without the right key is refused: %s', async (header, message) => {
    const response = await fetch(server.graphqlUrl, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-request-id': 'r1',
        ...(header === undefined ? {} : { authorization: header }),
      },
      body: '{"query":"{ viewr"}',
    });

    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toMatch(/^Bearer/);
    expect(await response.json()).toEqual({
      errors: [{ message, extensions: { code: 'UNAUTHENTICATED', requestId: 'r1' } }],
    });
  });

  test('may come from a page of another origin, with a key and without cookies', async () => {
    const preflight = await fetch(server.graphqlUrl, {
      method: 'OPTIONS',
      headers: {
        origin: 'http://localhost:3000',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization,content-type',
      },
    });
    const { headers } = await server.post({ query: '{ viewer { role } }' }, { origin: 'http://localhost:3000' });

    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('access-control-allow-headers')).toContain('authorization');
    expect(headers.get('access-control-allow-origin')).toBe('http://localhost:3000');
    expect(headers.get('access-control-allow-credentials')).toBeNull();
  });

  test('larger than 20 MB is refused, with or without a stated length', async () => {
    const body = JSON.stringify({ query: '{ viewer { role } }', variables: { x: 'x'.repeat(21 * 1024 * 1024) } });
    const declared = await server.post(body);
    const streamed = await fetch(server.graphqlUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization },
      body: new Blob([body]).stream(),
      duplex: 'half',
    } as RequestInit);

    for (const response of [declared, streamed]) {
      expect(response.status).toBe(413);
      expect(await response.json()).toMatchObject({
        errors: [{ message: 'The body is larger than 20 MB.', extensions: { code: 'BAD_USER_INPUT' } }],
      });
    }
  });

  test('of 15 MB with an image is accepted', async () => {
    const png = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.alloc(11_000_000)]).toString('base64');
    const input = { messages: [{ role: 'USER', parts: [{ image: { mediaType: 'image/png', data: png } }] }] };
    const response = await server.post({
      query: 'query ($input: GenerateInput!) { plan(input: $input) { strategy } }',
      variables: { input },
    });

    expect(await response.json()).toEqual({ data: { plan: { strategy: 'BALANCED' } } });
  });

  test.each([
    ['{"query":', 'The body is not valid JSON'],
    ['[{"query":"{ viewer { role } }"}, 7]', 'or a list of such objects'],
    ['[]', 'A batch may have 1 to 10 operations, not 0.'],
    [JSON.stringify(Array.from({ length: 11 }, () => ({ query: '{ __typename }' }))), 'not 11.'],
    ['{"query":"{ viewer { role } }","extra":1}', 'Unexpected parameter "extra"'],
  ])('with the body %s gets the error of the body', async (body, message) => {
    const response = await server.post(body);

    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      errors: [{ message: expect.stringContaining(message), extensions: { code: 'BAD_USER_INPUT' } }],
    });
  });

  test('of ten operations watches its caller once', async () => {
    const warnings: Error[] = [];
    const note = (warning: Error) => warnings.push(warning);
    process.on('warning', note);
    const operations = Array.from({ length: 10 }, () => ({ query: '{ policy { revision } }' }));
    const response = await server.post(JSON.stringify(operations));
    expect(response.status).toBe(200);
    await response.text();
    await new Promise((resolve) => setImmediate(resolve));
    process.off('warning', note);
    expect(warnings).toEqual([]);
  });

  test('cannot change anything by GET', async () => {
    const query = encodeURIComponent('mutation { checkHealth { status } }');
    const response = await fetch(`${server.graphqlUrl}?query=${query}`, { headers: { authorization } });
    expect(response.status).toBe(405);
  });

  test('from a browser gets GraphiQL without a key, and is answered once', async () => {
    const asPage = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };
    const response = await fetch(server.graphqlUrl, { headers: asPage });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-encoding')).toBe('gzip');
    const page = await response.text();
    expect(page).toContain('<title>Penstock</title>');
    expect(page).toContain('query Models');

    const tag = response.headers.get('etag') ?? '';
    const again = await fetch(server.graphqlUrl, { headers: { ...asPage, 'if-none-match': tag } });
    expect(again.status).toBe(304);
    const plain = await fetch(server.graphqlUrl, { headers: { ...asPage, 'accept-encoding': 'identity' } });
    expect(plain.headers.get('content-encoding')).toBeNull();
    expect(await plain.text()).toBe(page);
  });

  test('to an unknown path gets an error with the path of GraphQL', async () => {
    const response = await fetch(`${server.url}/graphq`);
    expect(response.status).toBe(404);
    expect(await response.json()).toEqual({ error: 'There is nothing at /graphq; GraphQL is at /graphql.' });
  });
});

describe('a caller who leaves a mutation', () => {
  test('ends the generation within 100 ms', { retry: 3 }, async () => {
    const { generations } = server.services;
    generations.abortedAt.length = 0;
    generations.script = () => [{ text: 'Once' }, { waitMs: 60_000 }];
    const left = new AbortController();
    const running = fetch(server.graphqlUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization },
      body: JSON.stringify({ query: 'mutation { generate(input: {prompt: "x"}) { id } }' }),
      signal: left.signal,
    }).catch(() => 'left');
    await expect.poll(() => generations.runningCount()).toBe(1);
    const leftAt = Date.now();
    left.abort();

    expect(await running).toBe('left');
    await expect.poll(() => generations.abortedAt.length, { interval: 5 }).toBe(1);
    expect((generations.abortedAt[0] ?? 0) - leftAt).toBeLessThan(100);
  });
});

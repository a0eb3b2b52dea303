import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { afterEach, expect, test } from 'vitest';
import { createApiProxy } from './api-proxy.ts';
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

/** The console's server in front of an API with this answer. */
async function startConsole(headers: IncomingHttpHeaders, ...pieces: readonly string[]): Promise<string> {
  const api = createServer((_request, response) => {
    response.writeHead(200, headers);
    for (const piece of pieces) response.write(piece);
    response.end();
  });
  const proxy = createApiProxy(await listen(api), '/session/callback');
  closing.push(() => proxy.close());
  return listen(createConsoleServer({ build: null, files: new Map(), serve: async () => {}, upgrade: null }, proxy));
}

async function get(url: string, acceptEncoding: string): Promise<{ headers: IncomingHttpHeaders; body: Buffer }> {
  const outgoing = request(url, { headers: { 'accept-encoding': acceptEncoding } }).end();
  const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk);
  return { headers: response.headers, body: Buffer.concat(chunks) };
}

const json = { 'content-type': 'application/json; charset=utf-8' };
const list = JSON.stringify(
  Array.from({ length: 400 }, (_, index) => ({ id: `acme/model-${index}`, status: 'AVAILABLE' })),
);

test('a GraphQL list is compressed for a browser, to less than a fifth', async () => {
  const url = await startConsole({ ...json, 'content-length': String(list.length), vary: 'origin' }, list);
  const { headers, body } = await get(`${url}/graphql?query={models{id}}`, 'gzip, deflate, br');
  expect(headers).toMatchObject({ 'content-encoding': 'gzip', vary: 'origin, accept-encoding' });
  expect(headers['content-length']).toBeUndefined();
  expect(body.length).toBeLessThan(list.length / 5);
  expect(gunzipSync(body).toString()).toBe(list);
});

test('an answer in pieces arrives whole', async () => {
  const url = await startConsole(json, list.slice(0, 700), list.slice(700));
  const { body } = await get(`${url}/graphql`, 'gzip');
  expect(gunzipSync(body).toString()).toBe(list);
});

test.each([
  ['a small answer', '/graphql', json, '{"data":{}}', 'gzip'],
  ['a stream of events', '/graphql', { 'content-type': 'text/event-stream' }, list, 'gzip'],
  ['an answer for a client that accepts no compression', '/graphql', json, list, 'identity'],
  ['an answer for a client that refuses gzip', '/graphql', json, list, 'gzip;q=0, br'],
  ['an answer of another endpoint', '/v1/models', json, list, 'gzip'],
])('%s is forwarded unchanged', async (_name, path, headers, body, acceptEncoding) => {
  const url = await startConsole({ ...headers, 'content-length': String(body.length) }, body);
  const answer = await get(url + path, acceptEncoding);
  expect(answer.headers['content-encoding']).toBeUndefined();
  expect(answer.body.toString()).toBe(body);
});

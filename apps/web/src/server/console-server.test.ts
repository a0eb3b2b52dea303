import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type ApiProxy, createApiProxy } from './api-proxy.ts';
import { createConsoleServer, drain } from './console-server.ts';

let api: Server;
let proxy: ApiProxy;
let server: Server;
let url: string;
let streaming: PromiseWithResolvers<ServerResponse>;

beforeEach(async () => {
  streaming = Promise.withResolvers();
  api = createServer((_request, response) => {
    response.writeHead(200).write('begun ');
    streaming.resolve(response);
  });
  proxy = createApiProxy(await listen(api), '/session/callback');
  const fail = () => Promise.reject(new Error('a page broke'));
  server = createConsoleServer({ build: 'a1', files: new Map(), serve: fail, upgrade: null }, proxy);
  url = await listen(server);
});
afterEach(() => {
  proxy.close();
  for (const one of [api, server]) {
    one.closeAllConnections();
    one.close();
  }
});

async function listen(one: Server): Promise<string> {
  one.listen(0, '127.0.0.1');
  await once(one, 'listening');
  return `http://127.0.0.1:${(one.address() as AddressInfo).port}`;
}

test('an answer in progress reaches its end; new connections are refused', async () => {
  const answer = fetch(`${url}/graphql`).then((response) => response.text());
  const response = await streaming.promise;
  const drained = drain(server, 10_000);
  await expect(fetch(`${url}/models`)).rejects.toThrow();
  response.end('and ended');
  expect(await answer).toBe('begun and ended');
  await drained;
});

test('the wait for answers in progress has a limit', async () => {
  const answer = fetch(`${url}/graphql`);
  await streaming.promise;
  await drain(server, 50);
  expect(server.listening).toBe(false);
  await answer;
});

test('a page gets its own build, which no request can forge, and reads the present build', async () => {
  const seen: unknown[] = [];
  const pages = {
    build: 'a1',
    files: new Map(),
    upgrade: null,
    serve: async ({ headers }: IncomingMessage, response: ServerResponse) => {
      seen.push(headers['x-console-build']);
      response.end();
    },
  };
  const another = createConsoleServer(pages, proxy);
  const address = await listen(another);
  await fetch(`${address}/models`, { headers: { 'x-console-build': 'claimed' } });
  expect(seen).toEqual(['a1']);
  expect(await (await fetch(`${address}/build`)).text()).toBe('a1');
  another.closeAllConnections();
  another.close();
});

test('the icon is served at the path that browsers request by default', async () => {
  const response = await fetch(`${url}/favicon.ico`);
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'image/svg+xml']);
  expect(await response.text()).toMatch(/^<svg /);
});

test('a page that fails ends only its own connection', async () => {
  await expect(fetch(`${url}/models`)).rejects.toThrow();
  streaming.promise.then((response) => response.end());
  expect((await fetch(`${url}/graphql`)).status).toBe(200);
});

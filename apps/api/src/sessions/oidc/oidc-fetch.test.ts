import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { openOidcFetch } from './oidc-fetch.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function listen(answer: RequestListener): Promise<string> {
  const server: Server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function open(proxies: Parameters<typeof openOidcFetch>[0] = null) {
  const opened = openOidcFetch(proxies);
  closing.push(() => opened.close());
  return opened.fetch;
}

const get = { body: undefined, headers: {}, method: 'GET', redirect: 'manual' } as const;

test('a form is sent, and the answer has its status and headers', async () => {
  const url = await listen(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    response.writeHead(400, { 'x-type': String(request.headers['content-type']) }).end(body);
  });
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const body = new URLSearchParams({ code: 'a b' });
  const response = await open()(url, { ...get, method: 'POST', headers, body });
  expect([response.status, response.headers.get('x-type'), await response.text()]).toEqual([
    400,
    'application/x-www-form-urlencoded',
    'code=a+b',
  ]);
});

test('an answer of more than a megabyte is not read', async () => {
  const url = await listen((_request, response) => response.end(Buffer.alloc(2 * 1024 * 1024)));
  await expect(open()(url, get)).rejects.toThrow();
});

test('calls go through the proxy if one is set', async () => {
  const seen: (string | undefined)[] = [];
  const proxy = await listen((request, response) => {
    seen.push(request.url);
    response.end('by proxy');
  });
  const response = await open({ http: proxy, https: null, except: [] })('http://login.test/keys', get);
  expect([await response.text(), seen]).toEqual(['by proxy', ['http://login.test/keys']]);
});

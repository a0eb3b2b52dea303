import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, get, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { compressStaticFiles, readStaticFiles, sendStaticFile } from './static-files.ts';

const script = 'export const river = "Rhine";\n'.repeat(500);
const path = '/_next/static/chunks/a1.js';
let folder: string;
let server: Server;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'penstock-static-'));
  await mkdir(join(folder, 'chunks'));
  await writeFile(join(folder, 'chunks/a1.js'), script);
  await writeFile(join(folder, 'chunks/a2.css'), 'body { color: navy }');
  await writeFile(join(folder, 'chunks/a3.woff2'), 'letters');
  await compressStaticFiles(folder);
  const files = readStaticFiles(folder, '/_next/static');
  server = createServer((request, response) => {
    if (!sendStaticFile(files, request, response)) response.writeHead(404).end('passed on');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterAll(async () => {
  server.close();
  await rm(folder, { recursive: true });
});

async function read(target: string, headers: Record<string, string>, method = 'GET') {
  const { port } = server.address() as AddressInfo;
  const request = get({ port, path: target, headers, method, agent: false });
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  return { status: response.statusCode, headers: response.headers, body: await buffer(response) };
}

test.each([
  ['gzip, deflate, br, zstd', 'br'],
  ['gzip, deflate', 'gzip'],
  ['br;q=0, gzip', 'gzip'],
])('a script is sent in the smallest form that the browser accepts: %s', async (accepted, encoding) => {
  const { headers, body } = await read(`${path}?v=1`, { 'accept-encoding': accepted });
  const text = encoding === 'br' ? brotliDecompressSync(body) : gunzipSync(body);
  expect(text.toString()).toBe(script);
  expect(headers).toMatchObject({
    'content-encoding': encoding,
    'content-length': String(body.length),
    'content-type': 'application/javascript; charset=UTF-8',
    'cache-control': 'public, max-age=31536000, immutable',
    vary: 'accept-encoding',
  });
});

test('styles have their type, and HEAD has no body', async () => {
  const { headers, body } = await read('/_next/static/chunks/a2.css', { 'accept-encoding': 'br' }, 'HEAD');
  expect(headers['content-type']).toBe('text/css; charset=UTF-8');
  expect(body).toHaveLength(0);
});

test.each([
  [path, {}],
  [path, { 'accept-encoding': 'brotli' }],
  [path, { 'accept-encoding': 'br', range: 'bytes=0-9' }],
  [`${path}.br`, { 'accept-encoding': 'br' }],
  ['/_next/static/chunks/a3.woff2', { 'accept-encoding': 'br' }],
  ['/_next/static/chunks/../chunks/a1.js', { 'accept-encoding': 'br' }],
  ['/_next/static/chunks/a9.js', { 'accept-encoding': 'br' }],
])('a request without a compressed form is passed on: %s %j', async (target, headers) => {
  expect((await read(target, headers)).body.toString()).toBe('passed on');
});

test('a request with another method is passed on', async () => {
  expect((await read(path, { 'accept-encoding': 'br' }, 'POST')).body.toString()).toBe('passed on');
});

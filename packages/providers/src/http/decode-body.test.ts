import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { defaultUpstreamLimits } from '../contract/upstream-limits.ts';
import { startLocalUpstream } from '../testing/local-upstream.ts';
import { isReadableCoding } from './decode-body.ts';
import { errorFromFailure } from './error-from-document.ts';
import { requestJson } from './request-json.ts';
import { Upstream } from './upstream.ts';

const context = { providerId: 'acme', model: 'm', secrets: [], hasPrefill: false };
const opened: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close();
});

async function request(status: number, bytes: Buffer, limits = defaultUpstreamLimits): Promise<unknown> {
  const server = await startLocalUpstream((_, response) => {
    response.writeHead(status, { 'content-type': 'application/json', 'content-encoding': 'gzip' });
    response.end(bytes);
  });
  const upstream = new Upstream({
    providerId: 'acme',
    baseUrl: server.url,
    headers: {},
    secrets: [],
    connectTimeoutMs: 500,
    maxConnections: 1,
    limits,
  });
  opened.push(upstream, server);
  const toError = (failure: Parameters<typeof errorFromFailure>[0]) => errorFromFailure(failure, context);
  return requestJson(upstream, { path: '/', body: null, toError }, AbortSignal.timeout(5_000));
}

describe('a compressed response', () => {
  it('is read as its decompressed content', async () => {
    expect(await request(200, gzipSync('{"a":1}'))).toEqual({ a: 1 });
    const slow = gzipSync('{"error":{"message":"Slow down."}}');
    await expect(request(429, slow)).rejects.toMatchObject({
      kind: 'rate-limit',
      message: expect.stringContaining('Slow down.'),
    });
  });

  it('has the limit of an answer, counted decompressed', async () => {
    const bomb = gzipSync(Buffer.alloc(20_000_000, ' '));
    expect(bomb.length).toBeLessThan(50_000);
    await expect(request(200, bomb, { ...defaultUpstreamLimits, answerBytes: 1_000_000 })).rejects.toMatchObject({
      kind: 'protocol',
      message: expect.stringContaining('1,000,000 bytes'),
    });
  });

  it('is cut if it breaks off, or has another format than its header says', async () => {
    const whole = gzipSync(JSON.stringify({ text: 'x'.repeat(1000) }));
    await expect(request(200, whole.subarray(0, -12))).rejects.toMatchObject({ kind: 'stream-cut' });
    await expect(request(200, Buffer.from('{"a":1}'))).rejects.toMatchObject({ kind: 'stream-cut' });
  });
});

it.each([
  [undefined, true],
  ['identity', true],
  ['GZIP', true],
  ['zstd', true],
  ['compress', false],
  ['constructor', false],
])('the coding %s can be read: %s', (coding, isReadable) => {
  expect(isReadableCoding({ 'content-encoding': coding })).toBe(isReadable);
});

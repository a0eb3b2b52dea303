import type { ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { closeAfterEach } from '../testing/close-after-each.ts';
import { startLocalUpstream } from '../testing/local-upstream.ts';
import { errorFromFailure } from './error-from-document.ts';
import { requestJson } from './request-json.ts';
import { Upstream } from './upstream.ts';

const opened = closeAfterEach();

async function callModel(
  respond: (response: ServerResponse) => void,
  body: unknown = null,
  signal = new AbortController().signal,
): Promise<unknown> {
  const server = await startLocalUpstream((_, response) => respond(response));
  const upstream = new Upstream({
    providerId: 'acme',
    baseUrl: `${server.url}/v1/`,
    headers: { 'x-base': '1' },
    secrets: [],
    connectTimeoutMs: 1000,
    maxConnections: 1,
  });
  opened.push(upstream, server);
  const context = { providerId: 'acme', model: null, secrets: [], hasPrefill: false };
  const toError = (failure: Parameters<typeof errorFromFailure>[0]): Error => errorFromFailure(failure, context);
  return requestJson(upstream, { path: '/models', body, toError: toError as never }, signal);
}

describe('requestJson', () => {
  it('returns the object of the answer', async () => {
    expect(await callModel((response) => response.end('{"data":[1]}'))).toEqual({ data: [1] });
  });

  it("joins its lists with the operator's, without duplicates", async () => {
    const seen: unknown[] = [];
    const server = await startLocalUpstream((request, response) => {
      seen.push(request.headers['x-list']);
      response.end('{}');
    });
    const options = { providerId: 'acme', baseUrl: server.url, secrets: [], connectTimeoutMs: 1000, maxConnections: 1 };
    for (const own of ['a, b,', '', null]) {
      const upstream = new Upstream({ ...options, headers: own === null ? {} : { 'x-list': own } });
      await new Promise((resolve) => {
        const request = { method: 'GET', path: '/', body: null, lists: { 'x-list': ['b', 'c'] } } as const;
        upstream.dispatch(request, { onResponseEnd: resolve, onResponseError: resolve } as never);
      });
      opened.push(upstream);
    }
    opened.push(server);
    expect(seen).toEqual(['a,b,c', 'b,c', 'b,c']);
  });

  it('wraps a bare list', async () => {
    expect(await callModel((response) => response.end(' [{"id":"a"}]'))).toEqual({ data: [{ id: 'a' }] });
  });

  it.each<[string, (response: ServerResponse) => void, string]>([
    ['a refusal', (response) => response.writeHead(401).end('{"error":{"message":"no"}}'), 'authentication'],
    ['something that is not JSON', (response) => response.end('hello'), 'protocol'],
    ['a reset', (response) => response.socket?.resetAndDestroy(), 'connection'],
    [
      'an answer that is cut',
      (response) => {
        response.writeHead(200, { 'content-length': '100' });
        response.write('{');
        setTimeout(() => response.destroy(), 20);
      },
      'stream-cut',
    ],
  ])('makes a typed error of %s', async (_, respond, kind) => {
    await expect(callModel(respond, { input: 'x' })).rejects.toMatchObject({ kind, providerId: 'acme' });
  });

  it('throws the reason of an abort', async () => {
    await expect(
      callModel((response) => response.end('{}'), null, AbortSignal.abort(new Error('Left.'))),
    ).rejects.toThrow('Left.');
    const controller = new AbortController();
    const asked = callModel(() => controller.abort(new Error('Left later.')), null, controller.signal);
    await expect(asked).rejects.toThrow('Left later.');
  });
});

describe('Upstream', () => {
  it.each(['localhost:8000', 'ftp://host/v1', ''])('refuses the address %j', (baseUrl) => {
    const options = { providerId: 'acme', headers: {}, secrets: [], connectTimeoutMs: 1, maxConnections: 1 };
    expect(() => new Upstream({ ...options, baseUrl })).toThrow(
      `The base address '${baseUrl}' of provider 'acme' must be an http or https address.`,
    );
  });
});

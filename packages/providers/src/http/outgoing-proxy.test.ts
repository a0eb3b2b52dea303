import { once } from 'node:events';
import { createServer, request } from 'node:http';
import { type AddressInfo, connect, createServer as createTcpServer, type Server } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createPooledFetch } from '../ai-sdk/pooled-fetch.ts';
import { createDialectAdapter } from '../create-adapter.ts';
import { startLocalUpstream, toEvent } from '../testing/local-upstream.ts';
import { modelRequest } from '../testing/model-request.ts';
import { providerSettings } from '../testing/provider-settings.ts';
import { proxyOf, readProxies } from './outgoing-proxy.ts';

describe('the proxies of an environment', () => {
  it('are none if none is set', () => {
    expect(readProxies({ NO_PROXY: 'x', HTTP_PROXY: ' ' })).toBeNull();
  });

  it('are read in either case, lower case first', () => {
    expect(
      readProxies({ HTTPS_PROXY: 'http://a:1', https_proxy: 'http://b:2', NO_PROXY: 'X.test, [::1]:443\n.y' }),
    ).toEqual({ http: null, https: 'http://b:2', except: ['x.test', '[::1]:443', '.y'] });
  });
});

describe('the proxy of an address', () => {
  const of = (address: string, ...except: string[]) =>
    proxyOf(new URL(address), { http: 'http://plain:1', https: 'http://secure:2', except });

  it('is the proxy of its scheme', () => {
    expect(of('http://a.test')).toBe('http://plain:1');
    expect(of('https://a.test')).toBe('http://secure:2');
    expect(proxyOf(new URL('http://a.test'), { http: null, https: 'http://secure:2', except: [] })).toBeNull();
    expect(proxyOf(new URL('http://a.test'), null)).toBeNull();
  });

  it.each([
    ['https://a.test', '*'],
    ['https://a.test', 'a.test'],
    ['https://A.test.', 'a.test'],
    ['https://b.a.test', 'a.test'],
    ['https://b.a.test', '.a.test'],
    ['https://b.a.test', '*.a.test'],
    ['https://a.test', 'a.test:443'],
    ['http://a.test:8080', 'a.test:8080'],
    ['https://[::1]:9', '::1'],
    ['https://[::1]:9', '[::1]:9'],
    ['http://127.0.0.1:9', '127.0.0.1'],
  ])('is none for %s if %s is excepted', (address, except) => {
    expect(of(address, 'other', except)).toBeNull();
  });

  it.each([
    'http://localhost:11434',
    'http://ollama.localhost',
    'http://127.0.0.1:8000',
    'http://127.8.9.1',
    'http://[::1]:1',
    'http://[::ffff:127.0.0.1]',
  ])('is none for this machine, %s, unless it is requested', (address) => {
    expect(of(address)).toBeNull();
    expect(of(address, '<-loopback>')).toBe('http://plain:1');
    expect(of(address, '<-loopback>', '*')).toBeNull();
  });

  it.each(['http://localhost.test', 'http://128.0.0.1', 'http://mylocalhost'])('is used for %s', (address) => {
    expect(of(address)).toBe('http://plain:1');
  });

  it.each([
    ['https://ba.test', 'a.test'],
    ['https://a.test', 'b.a.test'],
    ['https://a.test', 'a.test:80'],
    ['https://a.test', '*:80'],
    ['https://a.test', '.'],
  ])('is used for %s if %s is excepted', (address, except) => {
    expect(of(address, except)).not.toBeNull();
  });
});

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function portOf(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closing.push(() => server.close());
  return (server.address() as AddressInfo).port;
}

/** A proxy that forwards requests and opens tunnels. `seen`: the received requests, with the caller's credentials. */
async function startProxy() {
  const seen: string[] = [];
  const proxy = createServer((incoming, response) => {
    seen.push(`${incoming.method} ${incoming.url} ${incoming.headers['proxy-authorization'] ?? ''}`);
    const { 'proxy-authorization': _, ...headers } = incoming.headers;
    const outgoing = request(String(incoming.url), { method: incoming.method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    incoming.pipe(outgoing);
  });
  proxy.on('connect', (incoming, socket, head) => {
    seen.push(`CONNECT ${incoming.url}`);
    const [host, port] = String(incoming.url).split(':');
    const target = connect(Number(port), host, () => {
      socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      target.write(head);
      target.pipe(socket).pipe(target);
    });
    target.on('error', () => socket.destroy());
    socket.on('error', () => target.destroy());
  });
  const port = await portOf(proxy);
  closing.push(() => proxy.closeAllConnections());
  return { url: `http://user:secret@127.0.0.1:${port}`, seen };
}

const answer = (text: string) =>
  `${toEvent({ choices: [{ index: 0, delta: { content: text }, finish_reason: 'stop' }] })}data: [DONE]\n\n`;

describe('a call through a proxy', () => {
  it('is forwarded, streams, and returns a list of models', async () => {
    const proxy = await startProxy();
    const upstream = await startLocalUpstream((arrived, response) => {
      if (arrived.method === 'GET') response.end('{"data":[{"id":"m"}]}');
      else response.writeHead(200, { 'content-type': 'text/event-stream' }).end(answer('fine'));
    });
    const proxies = { http: proxy.url, https: null, except: ['<-loopback>'] };
    const adapter = createDialectAdapter('openai', { ...providerSettings(), baseUrl: upstream.url, proxies });
    closing.push(
      () => upstream.close(),
      () => adapter.close(),
    );
    expect(await adapter.listModels({ signal: AbortSignal.timeout(5000) })).toEqual(['m']);
    const batches = await Array.fromAsync(adapter.stream(modelRequest(), { signal: AbortSignal.timeout(5000) }));
    expect(batches.flat()).toContainEqual({ type: 'text-delta', text: 'fine' });
    const authorization = `Basic ${Buffer.from('user:secret').toString('base64')}`;
    expect(proxy.seen).toEqual([
      `GET ${upstream.url}/models ${authorization}`,
      `POST ${upstream.url}/chat/completions ${authorization}`,
    ]);
  });

  it('goes through a tunnel for an encrypted address', async () => {
    const proxy = await startProxy();
    const handshake = Promise.withResolvers<number | undefined>();
    const target = createTcpServer((socket) => {
      socket.on('error', () => {});
      socket.once('data', (bytes) => {
        handshake.resolve(bytes[0]);
        socket.destroy();
      });
    });
    const baseUrl = `https://127.0.0.1:${await portOf(target)}`;
    const proxies = { http: null, https: proxy.url, except: ['<-loopback>'] };
    const adapter = createDialectAdapter('openai', { ...providerSettings(), baseUrl, proxies });
    closing.push(() => adapter.close(0));
    const error = await adapter.listModels({ signal: AbortSignal.timeout(5000) }).catch((thrown: Error) => thrown);
    expect(error).toMatchObject({
      kind: 'connection',
      message: expect.stringContaining('through the proxy 127.0.0.1:'),
    });
    expect(String(error)).not.toContain('secret');
    // The first byte of a TLS handshake.
    expect(await handshake.promise).toBe(22);
    expect(proxy.seen).toEqual([`CONNECT ${new URL(baseUrl).host}`]);
  });

  it('is made by the AI SDK too, except to an excepted host', async () => {
    const proxy = await startProxy();
    const upstream = await startLocalUpstream((_, response) => response.end('fine'));
    const proxied = createPooledFetch({
      ...providerSettings(),
      proxies: { http: proxy.url, https: null, except: ['<-loopback>'] },
    });
    const direct = createPooledFetch({
      ...providerSettings(),
      proxies: { http: proxy.url, https: null, except: ['127.0.0.1'] },
    });
    closing.push(
      () => upstream.close(),
      () => proxied.close(0),
      () => direct.close(0),
    );
    expect(await (await proxied.fetch(`${upstream.url}/a`)).text()).toBe('fine');
    expect(await (await direct.fetch(`${upstream.url}/b`)).text()).toBe('fine');
    expect(proxy.seen).toHaveLength(1);
    expect(proxy.seen[0]).toContain(`GET ${upstream.url}/a`);
  });
});

import { createServer, type IncomingMessage, type Server, request as sendRequest } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createOpenAiAdapter } from '../openai/create-openai-adapter.ts';
import { collectStream } from '../stream/collect-stream.ts';
import { sendEvents, startLocalUpstream } from '../testing/local-upstream.ts';
import { modelRequest } from '../testing/model-request.ts';
import { providerSettings } from '../testing/provider-settings.ts';
import type { Proxies } from './proxies.ts';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** A forwarding proxy that finds every host at one port of this machine, and refuses tunnels. */
async function startProxy(port: number) {
  const seen: string[] = [];
  const server: Server = createServer((request, response) => {
    seen.push(`${request.method} ${request.url} ${request.headers['proxy-authorization'] ?? ''}`.trim());
    const { pathname } = new URL(request.url ?? '');
    const { method, headers } = request;
    const forwarded = sendRequest({ port, method, path: pathname, headers }, (answer: IncomingMessage) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    request.pipe(forwarded);
  });
  server.on('connect', (request: IncomingMessage, socket: Socket) => {
    seen.push(`CONNECT ${request.url}`);
    socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return { url: `http://user:pass@127.0.0.1:${(server.address() as AddressInfo).port}`, seen };
}

async function ask(baseUrl: string, proxies: Proxies): Promise<string> {
  const adapter = createOpenAiAdapter(providerSettings({ baseUrl, proxies }));
  closing.push(() => adapter.close());
  const { text } = await collectStream(adapter.stream(modelRequest(), { signal: AbortSignal.timeout(10_000) }));
  return text;
}

async function startUpstream() {
  const upstream = await startLocalUpstream((_, response) =>
    sendEvents(response, [
      { id: 'r', model: 'm', choices: [{ delta: { content: 'Through.' }, finish_reason: 'stop' }] },
      '[DONE]',
    ]),
  );
  closing.push(() => upstream.close());
  return { port: Number(new URL(upstream.url).port), baseUrl: `${upstream.url}/v1` };
}

describe('calls where the network has proxies', () => {
  it('go through the proxy, with its user', async () => {
    const { port } = await startUpstream();
    const proxy = await startProxy(port);
    const answer = await ask('http://models.example/v1', { http: proxy.url, https: null, except: 'other.example' });
    expect(answer).toBe('Through.');
    const user = `Basic ${Buffer.from('user:pass').toString('base64')}`;
    expect(proxy.seen).toEqual([`POST http://models.example/v1/chat/completions ${user}`]);
  });

  it('tunnel HTTPS, and say who refused it', async () => {
    const proxy = await startProxy(9);
    const asked = ask('https://models.example/v1', { http: null, https: proxy.url, except: '' });
    await expect(asked).rejects.toMatchObject({
      kind: 'connection',
      message: expect.stringContaining('the proxy of HTTPS_PROXY refused the connection'),
    });
    expect(proxy.seen).toEqual(['CONNECT models.example:443']);
  });

  it('reach this machine directly, and the hosts that need no proxy', async () => {
    const { baseUrl, port } = await startUpstream();
    const proxy = await startProxy(port);
    const proxies = { http: proxy.url, https: proxy.url, except: 'models.invalid, .example' };
    expect(await ask(baseUrl, proxies)).toBe('Through.');
    await expect(ask('http://models.invalid/v1', proxies)).rejects.toMatchObject({ kind: 'connection' });
    expect(proxy.seen).toEqual([]);
  });
});

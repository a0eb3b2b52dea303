import { createServer, request as requestPlain, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, LookupFunction } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { FetchImageError, type FetchTools, fetchImage, fetchTools, imageBudget } from './fetch-image.ts';
import { isPrivateAddress } from './private-addresses.ts';

const { signal } = new AbortController();
const png = Buffer.from('89504e470d0a1a0a0000', 'hex');
let server: Server | null = null;

afterEach(() => {
  server?.closeAllConnections();
  server?.close();
  server = null;
});

/** Sends https calls to a local server, without TLS. */
async function serve(respond: (path: string, response: ServerResponse) => void): Promise<FetchTools> {
  const local = createServer((request, response) => respond(request.url ?? '', response));
  server = local;
  await new Promise<void>((resolve) => local.listen(0, '127.0.0.1', resolve));
  const { port } = local.address() as AddressInfo;
  const lookup: LookupFunction = (_host, _options, callback) => callback(null, [{ address: '127.0.0.1', family: 4 }]);
  const send = ((url: URL, options: object, onResponse: never) =>
    requestPlain(`http://${url.host}:${port}${url.pathname}`, { ...options, agent: undefined }, onResponse)) as never;
  return { send, lookup, proxies: null };
}

describe('fetchImage', () => {
  it.each(['image/png; q=1', 'image/jpeg', 'application/octet-stream', undefined])(
    'gives the bytes, and their own type where the server states %s',
    async (type) => {
      const tools = await serve((_, response) =>
        response.writeHead(200, type === undefined ? {} : { 'content-type': type }).end(png),
      );
      const image = await fetchImage('https://a.test/b.png', signal, imageBudget(), tools);
      expect(image).toEqual({ mediaType: 'image/png', data: png.toString('base64') });
    },
  );

  it.each([
    ['http://a.test/b.png', /not https/],
    ['https://127.0.0.1/b.png', /private network/],
    ['https://[::ffff:10.0.0.1]/b.png', /private network/],
    ['https://169.254.169.254/latest', /private network/],
    ['https://100.64.0.1/b.png', /private network/],
    ['https://localhost/b.png', /private network/],
    ['https://[::127.0.0.1]/b.png', /private network/],
    ['https://[2002:7f00:1::]/b.png', /private network/],
    ['https://[fe80::1]/b.png', /private network/],
    ['https://[fd00::1]/b.png', /private network/],
    ['https://2130706433/b.png', /private network/],
    ['https://0x7f.1/b.png', /private network/],
    ['file:///etc/passwd', /not https/],
  ])('does not call %s', async (url, message) => {
    await expect(fetchImage(url, signal)).rejects.toThrow(message);
  });

  it('goes through the proxy to the checked address, and calls no private address', async () => {
    const asked: string[] = [];
    const local = createServer((_, response) => response.writeHead(200, { 'content-type': 'image/png' }).end(png));
    local.on('connect', (request, socket) => {
      asked.push(String(request.url));
      socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      local.emit('connection', socket);
    });
    server = local;
    await new Promise<void>((resolve) => local.listen(0, '127.0.0.1', resolve));
    const proxy = `http://127.0.0.1:${(local.address() as AddressInfo).port}`;
    // Plain calls over the tunnel's socket.
    const send = ((url: URL, { socket, ...options }: { socket?: never }, onResponse: never) =>
      requestPlain(
        {
          ...options,
          host: url.hostname,
          path: url.pathname,
          agent: undefined,
          createConnection: () => socket as never,
        },
        onResponse,
      )) as never;
    const addresses = { 'a.test': '93.184.215.14', 'inside.test': '10.0.0.1' };
    const lookup: LookupFunction = (host, _options, callback) => {
      const address = addresses[host as keyof typeof addresses];
      if (isPrivateAddress(address)) callback(new FetchImageError('its address is in a private network'), []);
      else callback(null, [{ address, family: 4 }]);
    };
    const tools: FetchTools = { send, lookup, proxies: { http: null, https: proxy, except: [] } };
    const image = await fetchImage('https://a.test/b.png', signal, imageBudget(), tools);
    expect(image.mediaType).toBe('image/png');
    expect(asked).toEqual(['93.184.215.14:443']);
    for (const inside of ['https://inside.test/b', 'https://10.0.0.1/b'])
      await expect(fetchImage(inside, signal, imageBudget(), tools)).rejects.toThrow('private network');
    expect(asked).toHaveLength(1);
  });

  it("uses TLS within the tunnel, with the host's own name", async () => {
    const hello = Promise.withResolvers<Buffer>();
    const local = createServer();
    local.on('connect', (_, socket) => {
      socket.on('error', () => {});
      socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      socket.once('data', (bytes) => {
        hello.resolve(bytes);
        socket.destroy();
      });
    });
    server = local;
    await new Promise<void>((resolve) => local.listen(0, '127.0.0.1', resolve));
    const https = `http://127.0.0.1:${(local.address() as AddressInfo).port}`;
    const lookup: LookupFunction = (_host, _options, callback) => callback(null, '93.184.215.14', 4);
    const tools = { ...fetchTools({ http: null, https, except: [] }), lookup };
    await expect(fetchImage('https://image.test/b', signal, imageBudget(), tools)).rejects.toThrow(
      'the connection to its server failed',
    );
    const bytes = await hello.promise;
    // The first byte of a TLS handshake.
    expect(bytes[0]).toBe(22);
    expect(bytes.toString('latin1')).toContain('image.test');
  });

  it('checks the target of a redirect', async () => {
    const tools = await serve((_, response) => response.writeHead(302, { location: 'https://10.0.0.1/x' }).end());
    await expect(fetchImage('https://a.test/b', signal, imageBudget(), tools)).rejects.toThrow('private network');
  });

  it('follows three redirects', async () => {
    const tools = await serve((path, response) => {
      const count = Number(path.slice(1));
      if (count < 3) response.writeHead(302, { location: `/${count + 1}` }).end();
      else response.writeHead(200, { 'content-type': 'image/gif' }).end('GIF89a');
    });
    expect((await fetchImage('https://a.test/0', signal, imageBudget(), tools)).mediaType).toBe('image/gif');
    const endless = await serve((_, response) => response.writeHead(302, { location: '/again' }).end());
    await expect(fetchImage('https://a.test/0', signal, imageBudget(), endless)).rejects.toThrow('more than 3 times');
  });

  it.each([
    ['a page', 200, 'text/html', 10, 'leads to text/html, which is not an image'],
    ['data that is not an image despite its type', 200, 'image/png', 10, 'it is not a PNG'],
    ['a refusal', 404, 'image/png', 10, 'answered 404'],
    ['too much', 200, 'image/png', 20 * 1024 * 1024 + 1, 'larger than 20 MiB'],
  ])('refuses %s', async (_, status, type, bytes, message) => {
    const tools = await serve((_path, response) =>
      response.writeHead(status, { 'content-type': type }).end(Buffer.alloc(bytes)),
    );
    await expect(fetchImage('https://a.test/b', signal, imageBudget(), tools)).rejects.toThrow(message);
  });

  it('refuses an image beyond the total size for the request', async () => {
    const tools = await serve((_, response) => response.writeHead(200, { 'content-type': 'image/png' }).end(png));
    const budget = { bytesLeft: 15 };
    await fetchImage('https://a.test/b', signal, budget, tools);
    await expect(fetchImage('https://a.test/b', signal, budget, tools)).rejects.toThrow('50 MiB together');
  });

  it("explains in its own words why a server is unreachable, and passes on the caller's abort", async () => {
    const tools = await serve((_, response) => response.destroy());
    await expect(fetchImage('https://a.test/b', signal, imageBudget(), tools)).rejects.toMatchObject({
      name: 'FetchImageError',
      message: 'the connection to its server failed',
    });
    const left = new Error('The caller left.');
    await expect(fetchImage('https://a.test/b', AbortSignal.abort(left), imageBudget(), tools)).rejects.toBe(left);
  });
});

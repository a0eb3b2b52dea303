import { createServer, request as requestPlain, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, LookupFunction } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { type FetchTools, fetchImage, imageBudget } from './fetch-image.ts';

const { signal } = new AbortController();
const png = Buffer.from('89504e470d0a1a0a0000', 'hex');
let server: Server | null = null;

afterEach(() => {
  server?.closeAllConnections();
  server?.close();
  server = null;
});

/** Sends https calls to a local server without TLS. */
async function serve(respond: (path: string, response: ServerResponse) => void): Promise<FetchTools> {
  const local = createServer((request, response) => respond(request.url ?? '', response));
  server = local;
  await new Promise<void>((resolve) => local.listen(0, '127.0.0.1', resolve));
  const { port } = local.address() as AddressInfo;
  const lookup: LookupFunction = (_host, _options, callback) => callback(null, [{ address: '127.0.0.1', family: 4 }]);
  const send = ((url: URL, options: object, onResponse: never) =>
    requestPlain(`http://${url.host}:${port}${url.pathname}`, { ...options, agent: undefined }, onResponse)) as never;
  return { send, lookup };
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
    ['a page', 200, 'text/html', 10, 'leads to text/html, which is no image'],
    ['what is called an image and is none', 200, 'image/png', 10, 'it is no PNG'],
    ['a refusal', 404, 'image/png', 10, 'answered 404'],
    ['too much', 200, 'image/png', 20 * 1024 * 1024 + 1, 'larger than 20 MiB'],
  ])('refuses %s', async (_, status, type, bytes, message) => {
    const tools = await serve((_path, response) =>
      response.writeHead(status, { 'content-type': type }).end(Buffer.alloc(bytes)),
    );
    await expect(fetchImage('https://a.test/b', signal, imageBudget(), tools)).rejects.toThrow(message);
  });

  it('refuses what the other images of the request leave no room for', async () => {
    const tools = await serve((_, response) => response.writeHead(200, { 'content-type': 'image/png' }).end(png));
    const budget = { bytesLeft: 15 };
    await fetchImage('https://a.test/b', signal, budget, tools);
    await expect(fetchImage('https://a.test/b', signal, budget, tools)).rejects.toThrow('50 MiB together');
  });

  it("says in own words why a server cannot be reached, and passes the caller's leave on", async () => {
    const tools = await serve((_, response) => response.destroy());
    await expect(fetchImage('https://a.test/b', signal, imageBudget(), tools)).rejects.toMatchObject({
      name: 'FetchImageError',
      message: 'the connection to its server failed',
    });
    const left = new Error('The caller left.');
    await expect(fetchImage('https://a.test/b', AbortSignal.abort(left), imageBudget(), tools)).rejects.toBe(left);
  });
});

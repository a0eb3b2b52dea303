import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { openTunnel } from './open-tunnel.ts';

const closing: (() => unknown)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** A proxy that answers a CONNECT with this status, and echoes the received bytes. */
async function startProxy(status: number) {
  const seen: (string | undefined)[] = [];
  const proxy = createServer();
  proxy.on('connect', (request, socket: Socket) => {
    seen.push(request.url, request.headers['proxy-authorization']);
    socket.write(`HTTP/1.1 ${status} Status\r\n\r\n`);
    socket.pipe(socket);
    socket.on('error', () => {});
    closing.push(() => socket.destroy());
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  closing.push(() => proxy.close());
  return { host: `127.0.0.1:${(proxy.address() as AddressInfo).port}`, seen };
}

const { signal } = new AbortController();

it('sends the address and the credentials to the proxy, and passes bytes on', async () => {
  const { host, seen } = await startProxy(200);
  const socket = await openTunnel(`http://user:p%40ss@${host}`, { address: '2606::1', port: '443' }, signal);
  closing.push(() => socket.destroy());
  socket.write('ping');
  expect(String((await once(socket, 'data'))[0])).toBe('ping');
  expect(seen).toEqual(['[2606::1]:443', `Basic ${Buffer.from('user:p@ss').toString('base64')}`]);
});

it("reports the status of a proxy's refusal, without its password", async () => {
  const { host, seen } = await startProxy(403);
  const opened = openTunnel(`http://${host}`, { address: '1.1.1.1', port: '443' }, signal);
  await expect(opened).rejects.toThrow('the proxy answered 403');
  expect(seen).toEqual(['1.1.1.1:443', undefined]);
});

it('ends when its caller aborts', async () => {
  const { host } = await startProxy(200);
  const opened = openTunnel(`http://${host}`, { address: '1.1.1.1', port: '443' }, AbortSignal.abort());
  await expect(opened).rejects.toMatchObject({ name: 'AbortError' });
});

import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { afterEach, expect, test, vi } from 'vitest';
import { startScriptedApi } from '../testing/start-scripted-api.ts';
import { createConnection } from './connection.ts';
import { createReconnectingSocket } from './sockets.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

function passOn(socket: Socket, { hostname, port }: URL): void {
  const upstream = connect(Number(port), hostname);
  upstream.on('error', () => socket.destroy());
  socket.on('close', () => upstream.destroy());
  socket.pipe(upstream).pipe(socket);
}

test('a handshake that nothing answers is given up and tried again, until the API answers', async () => {
  const api = await startScriptedApi({
    policy: async function* () {
      yield { policy: { replicas: [] } };
    },
  });
  closing.push(() => api.close());
  let isSilent = true;
  const handshakes: Socket[] = [];
  const proxy = createServer((socket) => {
    handshakes.push(socket);
    socket.on('error', () => {});
    if (!isSilent) passOn(socket, new URL(api.address));
  }).listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  closing.push(() => {
    for (const socket of handshakes) socket.destroy();
    proxy.close();
  });

  const connection = createConnection();
  const url = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}/graphql`;
  const client = createReconnectingSocket({ url, openWithinMs: 600 }, connection);
  closing.push(() => Promise.resolve(client.dispose()).catch(() => {}));
  client.subscribe({ query: 'subscription { policy { replicas { id } } }' }, { next() {}, error() {}, complete() {} });
  await vi.waitFor(() => expect(handshakes.length).toBeGreaterThan(1), { timeout: 10_000 });
  expect(connection.read()).toBe('offline');

  isSilent = false;
  await vi.waitFor(() => expect(connection.read()).toBe('online'), { timeout: 10_000 });
}, 30_000);

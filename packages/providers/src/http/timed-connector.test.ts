import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { expect, it } from 'vitest';
import { createTimedConnector } from './timed-connector.ts';

async function listen(onConnection: (socket: Socket) => void): Promise<{ server: Server; port: string }> {
  const server = createServer(onConnection);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { server, port: String(port) };
}

function open(protocol: string, port: string, timeoutMs: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    createTimedConnector(timeoutMs)({ hostname: '127.0.0.1', protocol, port }, (error, socket) => {
      if (error === null) resolve(socket);
      else reject(error);
    });
  });
}

it('opens a connection', async () => {
  const { server, port } = await listen((socket) => socket.resume());
  const socket = await open('http:', port, 1000);
  expect(socket.readyState).toBe('open');
  socket.destroy();
  server.close();
});

it('gives up a connection that does not open in time, punctually, and closes it', async () => {
  const closed = Promise.withResolvers<void>();
  // Accepts the connection, without a handshake.
  const { server, port } = await listen((socket) => socket.resume().on('close', () => closed.resolve()));
  const startedAt = performance.now();
  await expect(open('https:', port, 150)).rejects.toMatchObject({ code: 'UND_ERR_CONNECT_TIMEOUT' });
  expect(performance.now() - startedAt).toBeLessThan(400);
  await closed.promise;
  server.close();
});

/** Blocks this process, as a busy machine does. */
function stall(ms: number): void {
  const endMs = performance.now() + ms;
  while (performance.now() < endMs);
}

it('does not count a delay of this process against the other side', async () => {
  const { server, port } = await listen((socket) => socket.resume());
  const opening = open('http:', port, 100);
  stall(300);
  const socket = await opening;
  expect(socket.readyState).toBe('open');
  socket.destroy();
  server.close();
});

it('gives up after a delay of this process, too', async () => {
  const { server, port } = await listen((socket) => socket.resume());
  const opening = open('https:', port, 100);
  stall(2_000);
  const resumedAt = performance.now();
  await expect(opening).rejects.toMatchObject({ code: 'UND_ERR_CONNECT_TIMEOUT' });
  // Not as long again as the delay, which may be any.
  expect(performance.now() - resumedAt).toBeLessThan(2_000);
  server.close();
});

it('reports the reason of a refused connection', async () => {
  const { server, port } = await listen(() => {});
  await new Promise((resolve) => server.close(resolve));
  await expect(open('http:', port, 1000)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
});

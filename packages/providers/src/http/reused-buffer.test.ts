import { randomBytes } from 'node:crypto';
import { type AddressInfo, connect, createServer, type OnReadOpts, type Server, type Socket } from 'node:net';
import { type ConnectionOptions, connect as connectSecurely, createServer as createSecureServer } from 'node:tls';
import { expect, it } from 'vitest';
import { throughReusedBuffer } from './reused-buffer.ts';

/** A key that both sides know stands for certificates. */
const sharedKey = { ciphers: 'PSK', minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2' } as const;
const key = randomBytes(32);

type Side = { server: Server; open(port: number): Socket };

const sides: Readonly<Record<string, (onConnection: (socket: Socket) => void) => Side>> = {
  'a plain connection': (onConnection) => ({
    server: createServer(onConnection),
    open: (port) => connect({ host: '127.0.0.1', port, onread: throughReusedBuffer() }),
  }),
  'a secure connection': (onConnection) => ({
    server: createSecureServer({ ...sharedKey, pskCallback: () => key }, onConnection),
    open(port) {
      // The types omit `onread`.
      const options: ConnectionOptions & { onread: OnReadOpts } = {
        ...sharedKey,
        host: '127.0.0.1',
        port,
        onread: throughReusedBuffer(),
        pskCallback: () => ({ psk: key, identity: 'test' }),
        checkServerIdentity: () => undefined,
      };
      return connectSecurely(options);
    },
  }),
};

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

it.each(Object.keys(sides))('%s delivers all bytes unchanged, also to a reader that pauses', async (name) => {
  const pieces = [1, 200, 16_384, 70_000, 300_000, 3].map((length) => randomBytes(length));
  const { server, open } = (sides[name] as (typeof sides)[string])((socket) => {
    for (const piece of pieces) socket.write(piece);
    socket.end();
  });
  const socket = open(await listen(server));
  const chunks: Buffer[] = [];
  for await (const chunk of socket) {
    chunks.push(chunk as Buffer);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  expect(Buffer.concat(chunks).equals(Buffer.concat(pieces))).toBe(true);
  server.close();
});

it('keeps the bytes of each connection apart', async () => {
  const server = createServer((socket) => socket.end('x'.repeat(1_000)));
  const other = createServer((socket) => socket.end('y'.repeat(1_000)));
  const onread = throughReusedBuffer();
  const read = async (port: number): Promise<string> => {
    let text = '';
    for await (const chunk of connect({ host: '127.0.0.1', port, onread })) text += String(chunk);
    return text;
  };
  const [ports, others] = [await listen(server), await listen(other)];
  const texts = await Promise.all([ports, others, ports, others].map(read));
  expect(texts).toEqual(['x', 'y', 'x', 'y'].map((letter) => letter.repeat(1_000)));
  server.close();
  other.close();
});

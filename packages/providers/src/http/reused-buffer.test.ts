import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
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

it('keeps the bytes of a connection while another one is read', async () => {
  const onread = throughReusedBuffer();
  const readFrom = async (letter: string): Promise<unknown> => {
    const server = createServer((socket) => socket.end(letter.repeat(1_000)));
    const [bytes] = await once(connect({ host: '127.0.0.1', port: await listen(server), onread }), 'data');
    server.close();
    return bytes;
  };
  const kept = [await readFrom('x'), await readFrom('y')];
  expect(kept.map(String)).toEqual(['x'.repeat(1_000), 'y'.repeat(1_000)]);
});

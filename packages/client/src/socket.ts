import { type Client, createClient } from 'graphql-ws/client';

/** A key, or a function that returns one. It is called before each connection. */
export type Key = string | (() => string | Promise<string>);

type Socket = {
  readonly readyState: number;
  close(): void;
  addEventListener(type: 'open' | 'close', listener: () => void): void;
};
type SocketClass = new (address: string, protocols?: string | string[]) => Socket;

/** Maximum time of a handshake. Milliseconds. */
const handshakeMs = 5_000;
/** A connection without messages for this time gets a ping. Milliseconds. */
const pingMs = 5_000;
const pongMs = 4_000;

/**
 * One connection for all operations, opened with the first. It ends itself when a handshake or a ping gets no answer.
 * It does not retry: the sender of an operation does, because it knows the events so far.
 */
export function openSocket(url: string, key: Key | undefined, webSocketImpl: unknown): Client {
  let pong: ReturnType<typeof setTimeout> | undefined;
  const client = createClient({
    url: socketAddress(url),
    webSocketImpl: withDeadline(webSocketImpl ?? globalThis.WebSocket),
    retryAttempts: 0,
    connectionAckWaitTimeout: handshakeMs,
    keepAlive: pingMs,
    ...(key !== undefined && { connectionParams: async () => ({ authorization: `Bearer ${await readKey(key)}` }) }),
    on: {
      ping: (wasReceived) => {
        if (!wasReceived) pong = setTimeout(() => client.terminate(), pongMs);
      },
      pong: () => clearTimeout(pong),
      closed: () => clearTimeout(pong),
    },
  });
  return client;
}

/** Accepts both `http://host:4000` and `ws://host:4000/graphql`. */
export function socketAddress(url: string): string {
  const address = new URL(url);
  address.protocol = address.protocol.replace(/^http/, 'ws');
  if (!address.pathname.endsWith('/graphql')) address.pathname = `${address.pathname.replace(/\/$/, '')}/graphql`;
  return String(address);
}

function readKey(key: Key): string | Promise<string> {
  return typeof key === 'function' ? key() : key;
}

function withDeadline(webSocketImpl: unknown): unknown {
  if (typeof webSocketImpl !== 'function') {
    throw new TypeError('This runtime has no WebSocket: install `ws` and pass its class as `webSocketImpl`.');
  }
  const Base = webSocketImpl as SocketClass;
  return class extends Base {
    constructor(address: string, protocols?: string | string[]) {
      super(address, protocols);
      const deadline = setTimeout(() => this.close(), handshakeMs);
      for (const type of ['open', 'close'] as const) this.addEventListener(type, () => clearTimeout(deadline));
    }
  };
}

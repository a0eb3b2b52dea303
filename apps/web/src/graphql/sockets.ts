import { type Client, CloseCode, createClient } from 'graphql-ws';
import type { Connection } from './connection.ts';

type SocketOptions = {
  url: string;
  WebSocket?: typeof globalThis.WebSocket;
  /** Default 5,000 milliseconds. */
  openWithinMs?: number;
};

const pingEveryMs = 5_000;
const pongWithinMs = 5_000;
/** The longest wait for a handshake, and then for the API's greeting. A proxy may take a connection and never answer. */
const handshakeMs = 5_000;
/** With the handshake's limit, a connection is back within 10 s after the network. */
const longestRetryWaitMs = 2_500;

/** A socket for repeatable subscriptions, such as health. It reconnects without limit and subscribes again. */
export function createReconnectingSocket(options: SocketOptions, connection: Connection): Client {
  const pongs = watchPongs(() => client.terminate());
  const client: Client = createClient({
    ...transport(options),
    retryAttempts: Number.POSITIVE_INFINITY,
    retryWait: (retries) => wait(Math.min(500 * 2 ** retries, longestRetryWaitMs) * (0.8 + Math.random() * 0.4)),
    shouldRetry: (event) => !isRefusedSocket(event),
    on: {
      ...pongs,
      connected: () => connection.set('online'),
      closed: () => {
        pongs.closed();
        connection.set('offline');
      },
    },
  });
  return client;
}

/** A socket for subscriptions that cost money, such as a generation. A lost connection ends them. */
export function createSingleUseSocket(options: SocketOptions): Client {
  const client: Client = createClient({
    ...transport(options),
    retryAttempts: 0,
    lazyCloseTimeout: 30_000,
    on: watchPongs(() => client.terminate()),
  });
  return client;
}

function transport({ url, WebSocket = globalThis.WebSocket, openWithinMs = handshakeMs }: SocketOptions) {
  return {
    url: url.replace(/^http/, 'ws'),
    keepAlive: pingEveryMs,
    connectionAckWaitTimeout: openWithinMs,
    webSocketImpl: limitHandshake(WebSocket, openWithinMs),
  };
}

/** A WebSocket that gives a handshake up after some time. The browser alone waits for minutes. */
function limitHandshake(Socket: typeof globalThis.WebSocket, openWithinMs: number): typeof globalThis.WebSocket {
  return class extends Socket {
    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols);
      const timer = setTimeout(() => this.close(), openWithinMs);
      for (const type of ['open', 'close'] as const) this.addEventListener(type, () => clearTimeout(timer));
    }
  };
}

/** A silent loss of the network shows only by an unanswered ping. */
function watchPongs(giveUp: () => void) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return {
    ping: (received: boolean) => {
      if (!received) timer = setTimeout(giveUp, pongWithinMs);
    },
    pong: (received: boolean) => {
      if (received) clearTimeout(timer);
    },
    closed: () => clearTimeout(timer),
  };
}

/** Whether the server closed the socket because of the session. */
export function isRefusedSocket(event: unknown): boolean {
  if (typeof event !== 'object' || event === null || !('code' in event)) return false;
  return event.code === CloseCode.Forbidden || event.code === CloseCode.Unauthorized;
}

const wait = (durationMs: number) => new Promise<void>((resolve) => setTimeout(resolve, durationMs));

import { type Client, CloseCode, createClient } from 'graphql-ws';
import type { Connection } from './connection.ts';

type SocketOptions = { url: string; WebSocket?: typeof globalThis.WebSocket };

const pingEveryMs = 10_000;
const pongWithinMs = 5_000;

/** A socket for repeatable subscriptions, such as health. It reconnects without limit and subscribes again. */
export function createReconnectingSocket(options: SocketOptions, connection: Connection): Client {
  const pongs = watchPongs(() => client.terminate());
  const client: Client = createClient({
    ...transport(options),
    retryAttempts: Number.POSITIVE_INFINITY,
    retryWait: (retries) => wait(Math.min(500 * 2 ** retries, 5_000) * (0.8 + Math.random() * 0.4)),
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

function transport({ url, WebSocket }: SocketOptions) {
  return {
    url: url.replace(/^http/, 'ws'),
    keepAlive: pingEveryMs,
    ...(WebSocket ? { webSocketImpl: WebSocket } : {}),
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

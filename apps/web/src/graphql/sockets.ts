import { type Client, CloseCode, createClient } from 'graphql-ws';
import type { Connection } from './connection.ts';
import { withHandshakeDeadline } from './deadline-socket.ts';

type SocketOptions = { url: string; WebSocket?: typeof globalThis.WebSocket };

// A silent loss is detected within 8 seconds, so that a stream continues within 10.
const pingEveryMs = 4_000;
const pongWithinMs = 4_000;
/** With the handshake's limit, the connection is restored within 10 s after the network. */
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
  return { ...client, subscribe: (...args) => subscribeForGood(client, ...args) };
}

/**
 * A subscription that ends only when the session is refused. By itself graphql-ws gives up when the server or a proxy
 * closes the socket for another reason, such as 1011.
 */
function subscribeForGood(client: Client, ...[payload, sink]: Parameters<Client['subscribe']>): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let end = (): void => {};
  const start = (): void => {
    const error = (cause: unknown): void => {
      if (isCloseEvent(cause) && !isRefusedSocket(cause)) timer = setTimeout(start, longestRetryWaitMs);
      else sink.error(cause);
    };
    end = client.subscribe<Record<string, unknown>>(payload, { ...sink, error } as typeof sink);
  };
  start();
  return () => {
    clearTimeout(timer);
    end();
  };
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

function transport({ url, WebSocket = globalThis.WebSocket }: SocketOptions) {
  return {
    url: url.replace(/^http/, 'ws'),
    keepAlive: pingEveryMs,
    connectionAckWaitTimeout: 5_000,
    webSocketImpl: withHandshakeDeadline(WebSocket),
  };
}

/**
 * A silent loss of the network is only detected by an unanswered ping. Any message counts as an answer, because the
 * pong may wait behind others.
 */
function watchPongs(giveUp: () => void) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return {
    ping: (received: boolean) => {
      if (!received) timer = setTimeout(giveUp, pongWithinMs);
    },
    message: () => clearTimeout(timer),
    closed: () => clearTimeout(timer),
  };
}

function isCloseEvent(cause: unknown): boolean {
  return typeof cause === 'object' && cause !== null && 'code' in cause && 'reason' in cause;
}

/** Whether the server closed the socket because of the session. */
export function isRefusedSocket(event: unknown): boolean {
  if (typeof event !== 'object' || event === null || !('code' in event)) return false;
  return event.code === CloseCode.Forbidden || event.code === CloseCode.Unauthorized;
}

const wait = (durationMs: number) => new Promise<void>((resolve) => setTimeout(resolve, durationMs));

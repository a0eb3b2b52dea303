import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Viewer } from '../access/viewer.ts';
import type { ServiceError } from '../errors/service-error.ts';
import type { Credentials } from './read-credentials.ts';

/** How a protocol writes an error that comes before its response has begun. */
export type ErrorShape = (error: ServiceError, requestId: string) => { status: number; body: object };

/** One public protocol at one path. It stands behind the gate: what reaches it has passed every step. */
export interface Endpoint {
  /** As `/v1/models`. `/v1/models/*` is everything below it; the longest that fits is taken. */
  readonly path: string;
  /** As `GET`, with which `HEAD` is served too. Null: any. */
  readonly methods: readonly ('GET' | 'POST')[] | null;
  readonly toErrorResponse: ErrorShape;
  /** Whether this request needs no key. Default: every request needs one. */
  isOpen?(request: IncomingMessage): boolean;
  /** Whether requests without `Origin` get no headers for pages, which cost microseconds. Default false. */
  readonly sparesPrograms?: boolean;
  /** Whether it answers while the server closes, as health does. Default false. */
  readonly servesWhileClosing?: boolean;
  /** Answers. What it throws or rejects with becomes an error response. */
  serve(exchange: Exchange): void | Promise<void>;
  /** Ends a response that has begun with an error. Default: its connection is cut. */
  breakOff?(response: ServerResponse, error: ServiceError): void;
  /** Its WebSockets. Default: none. */
  readonly sockets?: SocketEndpoint;
}

/** The part of an endpoint that speaks WebSocket. */
export interface SocketEndpoint {
  /** Takes over a connection that is to speak WebSocket. */
  upgrade(handshake: Handshake): void;
  /** Takes no operation any more; connections end with what they have under way. */
  refuse(): void;
  /** Refuses, waits up to `graceMs` for what is under way, then ends every connection. */
  close(graceMs: number): Promise<void>;
}

/** What is known of every request that arrives. */
export type Arrival = {
  readonly request: IncomingMessage;
  /** The caller's `x-request-id`, or a new one. */
  readonly requestId: string;
  /** Without query and trailing slash. */
  readonly path: string;
  readonly endpoint: Endpoint;
};

/** A request with its response. */
export type Exchange = Arrival & {
  readonly response: ServerResponse;
  /** The path below that of an endpoint with `/*`; else empty. */
  readonly rest: string;
  /** Set by authentication; null where the endpoint is open to this request. */
  viewer: Viewer | null;
};

/** A request for a WebSocket. Its key may come later, in a message. */
export type Handshake = Arrival & {
  readonly socket: Socket;
  readonly head: Buffer;
  /** Who holds the key; from then on the connection counts as one with a key. Rejects with UNAUTHENTICATED. */
  authenticate(credentials: Credentials): Promise<Viewer>;
};

/** The caller of a request that needed a key. */
export function viewerOf({ viewer }: Pick<Exchange, 'viewer'>): Viewer {
  if (viewer === null) throw new Error('A request without a key has come to an endpoint that needs one.');
  return viewer;
}

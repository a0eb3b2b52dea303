import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Permission } from '../access/permissions.ts';
import type { Viewer } from '../access/viewer.ts';
import type { ServiceError } from '../errors/service-error.ts';
import type { Credentials } from './read-credentials.ts';

/** The form of an error before the response has begun, in one protocol. */
export type ErrorShape = (error: ServiceError, requestId: string) => { status: number; body: object };

/** One public protocol at one path, behind the gate: its requests have passed every step. */
export interface Endpoint {
  /** As `/v1/models`. `/v1/models/*` is everything below it; the longest match counts. */
  readonly path: string;
  /** As `GET`, which includes `HEAD`. Null: any. */
  readonly methods: readonly ('GET' | 'POST' | 'DELETE')[] | null;
  readonly toErrorResponse: ErrorShape;
  /** The action of the audit entry of a request that is refused for who sent it. Default `request`. */
  readonly refusedAction?: string;
  /** Whether this request needs no key. Default: every request needs one. */
  isOpen?(request: IncomingMessage): boolean;
  /** Whether the console's session cookie is accepted instead of a key. Default false. */
  readonly takesSessions?: boolean;
  /** The permission that its callers need. Default: it asks for permissions itself, as GraphQL does for each field. */
  readonly permission?: Permission;
  /** Whether requests without `Origin` get no CORS headers, which cost microseconds. Default false. */
  readonly sparesPrograms?: boolean;
  /** Whether it answers while the server closes, as health does. Default false. */
  readonly servesWhileClosing?: boolean;
  /** Handles a request. A thrown or rejected error becomes an error response. */
  serve(exchange: Exchange): void | Promise<void>;
  /** Ends a response that has begun with an error. Default: its connection is cut. */
  breakOff?(response: ServerResponse, error: ServiceError): void;
  /** Its WebSockets. Default: none. */
  readonly sockets?: SocketEndpoint;
}

/** The part of an endpoint that speaks WebSocket. */
export interface SocketEndpoint {
  /** Accepts a WebSocket handshake. */
  upgrade(handshake: Handshake): void;
  /** Accepts no more operations; connections end with those under way. */
  refuse(): void;
  /** Refuses, waits up to `graceMs` for operations under way, then ends every connection. */
  close(graceMs: number): Promise<void>;
}

/** The known facts of every request. */
export type Arrival = {
  readonly request: IncomingMessage;
  /** The caller's `x-request-id`, or a new one. */
  readonly requestId: string;
  /** Without query, trailing slash, and a second slash at its beginning. */
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
  /**
   * The viewer of a key, or of the session in the handshake's cookie where no key came. From then on the connection
   * counts as one with a key. Rejects with UNAUTHENTICATED or FORBIDDEN. `onInvalid` is called once, when the key or the
   * session is no longer valid.
   */
  authenticate(credentials: Credentials, onInvalid: () => void): Promise<Viewer>;
};

/** The caller of a request that needed a key. */
export function viewerOf({ viewer }: Pick<Exchange, 'viewer'>): Viewer {
  if (viewer === null) throw new Error('A request without a key has come to an endpoint that needs one.');
  return viewer;
}

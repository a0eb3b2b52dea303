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
  /** For example `/v1/models`. `/v1/models/*` matches every path below it; the longest match wins. */
  readonly path: string;
  /** For example `GET`, which includes `HEAD`. Null: any method. */
  readonly methods: readonly ('GET' | 'POST' | 'DELETE')[] | null;
  /** Whether `GET` does not include `HEAD`. Default false. */
  readonly refusesHead?: boolean;
  readonly toErrorResponse: ErrorShape;
  /** The action in the audit log when a request is refused with UNAUTHENTICATED or FORBIDDEN. Default `request`. */
  readonly refusedAction?: string;
  /** Whether this request needs no key. Default: every request needs one. */
  isOpen?(request: IncomingMessage): boolean;
  /** Whether the console's session cookie is accepted instead of a key. Default false. */
  readonly takesSessions?: boolean;
  /**
   * The permission that its callers need. Default: the endpoint checks permissions itself, as GraphQL does for each
   * field.
   */
  readonly permission?: Permission;
  /** Whether requests without `Origin` get no CORS headers, which saves microseconds. Default false. */
  readonly sparesPrograms?: boolean;
  /** Whether it serves requests while the server closes, as the health endpoints do. Default false. */
  readonly servesWhileClosing?: boolean;
  /** Handles a request. A thrown or rejected error becomes an error response. */
  serve(exchange: Exchange): void | Promise<void>;
  /** Ends a response that has begun, with an error. Default: its connection is closed. */
  breakOff?(response: ServerResponse, error: ServiceError): void;
  /** Its WebSockets. Default: none. */
  readonly sockets?: SocketEndpoint;
}

/** The part of an endpoint that speaks WebSocket. */
export interface SocketEndpoint {
  /** Accepts a WebSocket handshake. */
  upgrade(handshake: Handshake): void;
  /** Accepts no more operations. Each connection ends with its last open operation. */
  refuse(): void;
  /** Calls `refuse`, waits up to `graceMs` for open operations, then ends every connection. */
  close(graceMs: number): Promise<void>;
}

/** The facts of a request that are known on arrival. */
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
  /** For an endpoint with `/*`: the path below it; otherwise empty. */
  readonly rest: string;
  /** Set by authentication; null if the endpoint is open to this request. */
  viewer: Viewer | null;
  /** Called in this order when the response has ended or was cut off. One listener for all costs less. */
  readonly onEnd: (() => void)[];
};

/** A request for a WebSocket. Its key may come later, in a message. */
export type Handshake = Arrival & {
  readonly socket: Socket;
  readonly head: Buffer;
  /**
   * The viewer of a key. Without a key: the viewer of the session in the handshake's cookie. From then on the
   * connection counts as authenticated. Rejects with UNAUTHENTICATED or FORBIDDEN. `onInvalid` is called once, when the
   * key or the session becomes invalid.
   */
  authenticate(credentials: Credentials, onInvalid: () => void): Promise<Viewer>;
};

/** The caller of a request that needed a key. */
export function viewerOf({ viewer }: Pick<Exchange, 'viewer'>): Viewer {
  if (viewer === null) throw new Error('A request without a key has come to an endpoint that needs one.');
  return viewer;
}

import type { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Viewer } from '../access/viewer.ts';
import { errorCodes } from '../errors/error-codes.ts';
import { ServiceError } from '../errors/service-error.ts';
import { type ErrorLog, toServiceError } from '../errors/to-service-error.ts';
import { addressOf } from './address-of.ts';
import type { Arrival, Endpoint, Exchange } from './endpoint.ts';
import type { Credentials } from './read-credentials.ts';
import { requestIdHeader, requestIdOf } from './request-id.ts';
import { endSocket, respond } from './respond.ts';
import { createRoutes, pathOf, type Routes, toOriginForm } from './routes.ts';

/**
 * One step of the gate. It refuses a request by throwing a `ServiceError`, which the endpoint writes in its own form. A
 * step that responds itself, for example to a preflight, ends the request.
 */
export type GateStep<Of extends Arrival = Exchange> = (arrival: Of) => void | Promise<void>;

/** Is notified of each handshake. `status`: 101 if it was accepted. */
export type HandshakeObserver = (arrival: Arrival, status: number) => void;

export type GateOptions = {
  /** One of them must match every path: `/*`. */
  endpoints: readonly Endpoint[];
  /** The steps of every request, in this order. */
  steps: readonly GateStep[];
  /** The steps of every WebSocket handshake, in this order. */
  handshakeSteps: readonly GateStep<Arrival>[];
  handshakeObservers: readonly HandshakeObserver[];
  /** As `Handshake.authenticate`, for the WebSocket on this connection. */
  authenticateSocket(
    credentials: Credentials,
    arrival: Arrival & { readonly socket: Socket },
    onInvalid: () => void,
  ): Promise<Viewer>;
  log: ErrorLog;
  /** Called for each request or key that is refused with UNAUTHENTICATED or FORBIDDEN. */
  onRefused(refusal: Refusal): void;
};

/** A request that was refused with UNAUTHENTICATED or FORBIDDEN. */
export type Refusal = {
  code: 'UNAUTHENTICATED' | 'FORBIDDEN';
  action: string;
  /** The endpoint's path, for example `/v1/*`. */
  endpoint: string;
  /** Null if the request had no valid key. */
  viewer: Viewer | null;
  requestId: string;
  address: string | null;
};

type Arrived = Arrival & { viewer?: Viewer | null };

/** The common entry of all endpoints. */
export class Gate {
  readonly #options: GateOptions;
  readonly #routes: Routes;
  readonly #socketPaths: string;

  constructor(options: GateOptions) {
    this.#options = options;
    this.#routes = createRoutes(options.endpoints);
    this.#socketPaths = options.endpoints
      .flatMap(({ sockets, path }) => (sockets === undefined ? [] : path))
      .join(', ');
  }

  /**
   * Runs the steps and the endpoint of a request. Always sends a response. `onEnd` is called when it has ended or was cut
   * off.
   */
  async pass(request: IncomingMessage, response: ServerResponse, onEnd: () => void = () => {}): Promise<void> {
    const exchange: Exchange = { ...this.#arrive(request), response, viewer: null, onEnd: [onEnd] };
    response.on('close', () => {
      for (const listener of exchange.onEnd) listener();
    });
    response.setHeader(requestIdHeader, exchange.requestId);
    try {
      for (const step of this.#options.steps) {
        const pending = step(exchange);
        if (pending !== undefined) await pending;
        if (response.writableEnded || response.closed) return;
      }
      await exchange.endpoint.serve(exchange);
    } catch (thrown) {
      this.#answerError(exchange, thrown);
    }
  }

  /** Runs the steps and the endpoint of a WebSocket handshake, or refuses it. */
  async upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const arrival = this.#arrive(request);
    try {
      for (const step of this.#options.handshakeSteps) {
        const pending = step(arrival);
        if (pending !== undefined) await pending;
      }
      const { sockets } = arrival.endpoint;
      if (sockets === undefined || !(socket instanceof Socket)) {
        throw new ServiceError('NOT_FOUND', `WebSockets are at ${this.#socketPaths}.`);
      }
      const { authenticateSocket } = this.#options;
      sockets.upgrade({
        ...arrival,
        socket,
        head,
        authenticate: (credentials, onInvalid) =>
          authenticateSocket(credentials, { ...arrival, socket }, onInvalid).catch((error: unknown) => {
            throw this.#toError(arrival, error);
          }),
      });
      this.#observe(arrival, 101);
    } catch (thrown) {
      const error = this.#toError(arrival, thrown);
      endSocket(socket, error, arrival.requestId);
      this.#observe(arrival, errorCodes[error.code].status);
    }
  }

  #observe(arrival: Arrival, status: number): void {
    for (const observer of this.#options.handshakeObservers) observer(arrival, status);
  }

  #arrive(request: IncomingMessage): Arrival & { rest: string } {
    request.url = toOriginForm(request.url ?? '/');
    const path = pathOf(request.url);
    return { request, requestId: requestIdOf(request), path, ...this.#routes.find(path) };
  }

  #answerError(exchange: Exchange, thrown: unknown): void {
    const { response, endpoint, requestId } = exchange;
    const error = this.#toError(exchange, thrown);
    if (response.closed) return;
    if (response.headersSent) {
      if (endpoint.breakOff === undefined) response.destroy();
      else endpoint.breakOff(response, error);
      return;
    }
    for (const name of response.getHeaderNames()) if (name.startsWith('content-')) response.removeHeader(name);
    const { status, body } = endpoint.toErrorResponse(error, requestId);
    respond(response, status, body, error.headers);
  }

  #toError({ request, requestId, path, endpoint, viewer = null }: Arrived, thrown: unknown): ServiceError {
    const error = toServiceError(thrown, this.#options.log, { requestId, path });
    const { code } = error;
    if (code === 'UNAUTHENTICATED' || code === 'FORBIDDEN') {
      const { path: endpointPath, refusedAction = 'request' } = endpoint;
      const facts = { code, action: refusedAction, endpoint: endpointPath, viewer, requestId };
      this.#options.onRefused({ ...facts, address: addressOf(request) });
    }
    return error;
  }
}

import type { ExecutionArgs, GraphQLError } from 'graphql';
import { CloseCode, type Context, handleProtocols, makeServer, type Server, type SubscribePayload } from 'graphql-ws';
import { WebSocketServer } from 'ws';
import { ServiceError } from '../../errors/service-error.ts';
import type { GraphqlContext } from '../../graphql/context.ts';
import type { GraphqlEngine } from '../../graphql/execution/engine.ts';
import { ResponseStream } from '../../graphql/execution/response-stream.ts';
import type { Services } from '../../graphql/services.ts';
import type { ToGraphqlError } from '../../graphql/to-graphql-error.ts';
import { addressOf } from '../../http/address-of.ts';
import { type Handshake, type SocketEndpoint, viewerOf } from '../../http/endpoint.ts';
import { readAttributionHeaders } from '../../http/read-attribution.ts';
import { type Credentials, readCredentials } from '../../http/read-credentials.ts';
import { requestIdHeader, requestIdOf } from '../../http/request-id.ts';
import type { Limits } from '../../limits/limits.ts';
import { attachSocket, type Connection, closeSocket, RefusedConnection, sendText } from './attach-socket.ts';
import { WrittenAnswers } from './written-answers.ts';

/** The time from the handshake to `connection_init`. Long enough if the client or the server is overloaded. */
const initMs = 10_000;

export type GraphqlSocketsOptions = {
  engine: GraphqlEngine;
  services: Services;
  toError: ToGraphqlError;
  limits: Pick<Limits, 'bodyBytes' | 'frameBytesWithoutKey' | 'unsentBytes' | 'operationsPerSocket'>;
};

type SocketContext = Context<Record<string, unknown> | undefined, Connection>;

/** GraphQL over WebSocket, protocol `graphql-transport-ws`. */
export class GraphqlSockets implements SocketEndpoint {
  readonly #options: GraphqlSocketsOptions;
  readonly #connections = new Set<Connection>();
  readonly #protocol: Server<Connection>;
  readonly #sockets: WebSocketServer;
  #isClosing = false;

  constructor(options: GraphqlSocketsOptions) {
    this.#options = options;
    this.#sockets = new WebSocketServer({
      noServer: true,
      clientTracking: false,
      perMessageDeflate: false,
      // An operation may hold images, so a message may be as large as an HTTP body.
      maxPayload: options.limits.bodyBytes,
      autoPong: false,
      handleProtocols: (protocols) => handleProtocols(protocols),
    });
    this.#sockets.on('headers', (headers, request) => headers.push(`${requestIdHeader}: ${requestIdOf(request)}`));
    // Emitted within `handleUpgrade`, so the gate refuses the handshake.
    this.#sockets.on('wsClientError', () => {
      const message = 'This is not a WebSocket handshake of version 13.';
      throw new ServiceError('BAD_USER_INPUT', message, { headers: { 'Sec-WebSocket-Version': '13' } });
    });
    this.#protocol = makeServer<Record<string, unknown> | undefined, Connection>({
      connectionInitWaitTimeout: initMs,
      execute: options.engine.execute,
      subscribe: options.engine.subscribe,
      onConnect: (context) => this.#connect(context),
      onSubscribe: (context, id, payload) => this.#prepare(context, id, payload),
      onOperation: ({ extra }, id, _payload, _args, result) => {
        if (result instanceof ResponseStream) return new WrittenAnswers(id, result, (text) => sendText(extra, text));
      },
      onComplete: ({ extra }, id) => this.#complete(extra, id),
    });
  }

  /** Accepts a connection. The response to its handshake, and every error on it, has its request id. */
  upgrade(handshake: Handshake): void {
    const { request, socket: duplex, head } = handshake;
    this.#sockets.handleUpgrade(request, duplex, head, (socket) => {
      const { limits } = this.#options;
      const operations: Connection['operations'] = new Map();
      const connection: Connection = { socket, duplex, handshake, viewer: null, operations, limits, waiting: 0 };
      this.#connections.add(connection);
      attachSocket(connection, this.#protocol, () => this.#connections.delete(connection));
      if (this.#isClosing) goAway(connection);
    });
  }

  /** Accepts no more operations. Idle connections are closed; others are closed after their last operation. */
  refuse(): void {
    this.#isClosing = true;
    for (const connection of this.#connections) if (connection.operations.size === 0) goAway(connection);
  }

  /** Waits up to `graceMs` for operations to end, then ends their connections. */
  async close(graceMs: number): Promise<void> {
    this.refuse();
    const open = [...this.#connections];
    const closed = open.map(({ socket }) => new Promise((resolve) => socket.once('close', resolve)));
    const cut = setTimeout(() => {
      for (const connection of open) goAway(connection);
    }, graceMs);
    const end = setTimeout(() => {
      for (const { socket } of open) socket.terminate();
    }, graceMs + 1_000);
    await Promise.all(closed);
    clearTimeout(cut);
    clearTimeout(end);
  }

  async #connect({ connectionParams, extra }: SocketContext): Promise<void> {
    const credentials = credentialsOf(connectionParams, extra.handshake);
    const onInvalid = (): void =>
      closeSocket(extra, CloseCode.Unauthorized, 'The key or the session is not valid any more');
    try {
      extra.viewer = await extra.handshake.authenticate(credentials, onInvalid);
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      throw new RefusedConnection(CloseCode.Unauthorized, describeRefusal(credentials, extra.handshake));
    }
  }

  #prepare(
    { extra }: SocketContext,
    id: string,
    { query, variables, operationName }: SubscribePayload,
  ): ExecutionArgs | readonly GraphQLError[] {
    const { engine, services, toError } = this.#options;
    const { requestId } = extra.handshake;
    const refusal = this.#refusal(extra);
    if (refusal !== null) return [toError(refusal, requestId)];
    try {
      const document = engine.documents.parse(query);
      const errors = engine.documents.validate(document);
      if (errors.length > 0) return errors.map((error) => toError(error, requestId));
      const operation = new AbortController();
      const contextValue: GraphqlContext = {
        viewer: viewerOf(extra),
        services,
        requestId,
        readAddress: () => addressOf(extra.handshake.request),
        attribution: readAttributionHeaders(extra.handshake.request.headers),
        signal: operation.signal,
      };
      extra.operations.set(id, operation);
      return { schema: engine.schema, document, operationName, variableValues: variables, contextValue };
    } catch (error) {
      return [toError(error, requestId)];
    }
  }

  #refusal({ operations }: Connection): ServiceError | null {
    const { operationsPerSocket } = this.#options.limits;
    if (this.#isClosing) {
      return new ServiceError('SHUTTING_DOWN', 'Penstock is shutting down; connect again in a moment.');
    }
    if (operations.size < operationsPerSocket) return null;
    return new ServiceError(
      'RATE_LIMITED',
      `A connection may have at most ${operationsPerSocket} operations at a time.`,
    );
  }

  #complete(connection: Connection, id: string): void {
    connection.operations.delete(id);
    if (this.#isClosing && connection.operations.size === 0) setImmediate(goAway, connection);
  }
}

/**
 * The key is in `connectionParams` or in its `headers`, else in the headers of the handshake. The case of names does
 * not matter.
 */
function credentialsOf(params: Record<string, unknown> | undefined, { request }: Handshake): Credentials {
  for (const members of [params, params?.headers]) {
    const credentials = readCredentials(lowerCased(members));
    if (credentials.source !== null) return credentials;
  }
  return readCredentials(request.headers);
}

/** At most 123 bytes, the limit of a close frame. */
function describeRefusal({ source }: Credentials, { request }: Handshake): string {
  if (source !== null) return 'The key is not valid here';
  if (request.headers.cookie === undefined) return 'A key is missing: connectionParams.authorization';
  return 'A key is missing, and the cookie has no session for this page';
}

function lowerCased(members: unknown): Record<string, unknown> {
  if (typeof members !== 'object' || members === null) return {};
  return Object.fromEntries(Object.entries(members).map(([name, value]) => [name.toLowerCase(), value]));
}

function goAway(connection: Connection): void {
  closeSocket(connection, 1001, 'Going away');
}

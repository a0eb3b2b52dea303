import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { type ExecutionArgs, GraphQLError } from 'graphql';
import { CloseCode, type Context, handleProtocols, makeServer, type Server, type SubscribePayload } from 'graphql-ws';
import { WebSocketServer } from 'ws';
import type { Access } from '../../access/access.ts';
import type { GraphqlContext } from '../../graphql/context.ts';
import type { GraphqlEngine } from '../../graphql/execution/engine.ts';
import { ResponseStream } from '../../graphql/execution/response-stream.ts';
import type { Services } from '../../graphql/services.ts';
import type { ToGraphqlError } from '../../graphql/to-graphql-error.ts';
import { endWithProblem } from '../../http/answer-problem.ts';
import type { Limits } from '../../limits/limits.ts';
import type { Connections } from '../../server/connections.ts';
import { attachSocket, type Connection, closeSocket, RefusedConnection, sendText } from './attach-socket.ts';
import { WrittenAnswers } from './written-answers.ts';

export type WebSocketDoorOptions = {
  engine: GraphqlEngine;
  services: Services;
  access: Access;
  toError: ToGraphqlError;
  limits: Pick<Limits, 'bodyBytes' | 'frameBytesWithoutKey' | 'unsentBytes' | 'operationsPerSocket'>;
  connections: Connections;
};

type DoorContext = Context<Record<string, unknown> | undefined, Connection>;

/** GraphQL over WebSocket, protocol `graphql-transport-ws`. */
export class WebSocketDoor {
  private readonly options: WebSocketDoorOptions;
  private readonly connections = new Set<Connection>();
  private readonly protocol: Server<Connection>;
  private readonly sockets: WebSocketServer;
  private isClosing = false;

  constructor(options: WebSocketDoorOptions) {
    this.options = options;
    this.sockets = new WebSocketServer({
      noServer: true,
      clientTracking: false,
      perMessageDeflate: false,
      // An operation may bring images, so a message may be as large as an HTTP body.
      maxPayload: options.limits.bodyBytes,
      autoPong: false,
      handleProtocols: (protocols) => handleProtocols(protocols),
    });
    this.sockets.on('wsClientError', (_error, socket) => {
      const message = 'This is no WebSocket handshake of version 13.';
      endWithProblem(socket, { status: 400, message, headers: { 'Sec-WebSocket-Version': '13' } }, 'Bad Request');
    });
    this.protocol = makeServer<Record<string, unknown> | undefined, Connection>({
      execute: options.engine.execute,
      subscribe: options.engine.subscribe,
      onConnect: (context) => this.connect(context),
      onSubscribe: (context, id, payload) => this.prepare(context, id, payload),
      onOperation: ({ extra }, id, _payload, _args, result) => {
        if (result instanceof ResponseStream) return new WrittenAnswers(id, result, (text) => sendText(extra, text));
      },
      onComplete: ({ extra }, id) => this.complete(extra, id),
    });
  }

  /** Takes over a connection that asked to speak WebSocket. */
  upgrade(request: IncomingMessage, duplex: Socket, head: Buffer): void {
    this.sockets.handleUpgrade(request, duplex, head, (socket) => {
      const { limits } = this.options;
      const operations: Connection['operations'] = new Map();
      const connection: Connection = { socket, duplex, request, viewer: null, operations, limits, waiting: 0 };
      this.connections.add(connection);
      attachSocket(connection, this.protocol, () => this.connections.delete(connection));
      if (this.isClosing) goAway(connection);
    });
  }

  /** Takes no operation any more; a connection without any is told to go away, others when their last has ended. */
  refuse(): void {
    this.isClosing = true;
    for (const connection of this.connections) if (connection.operations.size === 0) goAway(connection);
  }

  /** Lets operations end for up to `graceMs`, then ends their connections. */
  async close(graceMs: number): Promise<void> {
    this.refuse();
    const open = [...this.connections];
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

  private connect({ connectionParams, extra }: DoorContext): void {
    const authorization = bearerOf(connectionParams) ?? extra.request.headers.authorization ?? null;
    if (authorization === null) {
      throw new RefusedConnection(CloseCode.Unauthorized, 'A key is missing: connectionParams.authorization');
    }
    extra.viewer = this.options.access.authenticate(authorization);
    if (extra.viewer === null) throw new RefusedConnection(CloseCode.Forbidden, 'The key is not valid here');
    this.options.connections.noteKey(extra.duplex);
    this.options.connections.begin(extra.duplex);
  }

  private prepare(
    { extra }: DoorContext,
    id: string,
    { query, variables, operationName }: SubscribePayload,
  ): ExecutionArgs | readonly GraphQLError[] {
    const { engine, services, toError, limits } = this.options;
    if (this.isClosing) return [refusal('Penstock is shutting down; connect again in a moment.', 'INTERNAL')];
    if (extra.operations.size >= limits.operationsPerSocket) {
      return [refusal(`A connection may have ${limits.operationsPerSocket} operations at a time.`, 'RATE_LIMITED')];
    }
    try {
      const document = engine.documents.parse(query);
      const errors = engine.documents.validate(document);
      if (errors.length > 0) return errors.map(toError);
      const operation = new AbortController();
      const contextValue: GraphqlContext = { viewer: viewerOf(extra), services, signal: operation.signal };
      extra.operations.set(id, operation);
      return { schema: engine.schema, document, operationName, variableValues: variables, contextValue };
    } catch (error) {
      return [toError(error)];
    }
  }

  private complete(connection: Connection, id: string): void {
    connection.operations.delete(id);
    if (this.isClosing && connection.operations.size === 0) setImmediate(goAway, connection);
  }
}

function bearerOf(params: Record<string, unknown> | undefined): string | null {
  const value = params?.authorization ?? params?.Authorization;
  return typeof value === 'string' ? value : null;
}

/** The protocol lets nobody subscribe before the connection was accepted, which sets the viewer. */
function viewerOf({ viewer }: Connection): GraphqlContext['viewer'] {
  if (viewer === null) throw new Error('An operation came before the connection was accepted.');
  return viewer;
}

function refusal(message: string, code: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code } });
}

function goAway(connection: Connection): void {
  closeSocket(connection, 1001, 'Going away');
}

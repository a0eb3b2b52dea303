import type { Socket } from 'node:net';
import { CloseCode, MessageType, type Server } from 'graphql-ws';
import type { WebSocket } from 'ws';
import type { Viewer } from '../../access/viewer.ts';
import { ServiceError } from '../../errors/service-error.ts';
import { callerStopped, connectionLost } from '../../generation/leaving.ts';
import { errorExtensions } from '../../graphql/to-graphql-error.ts';
import type { Handshake } from '../../http/endpoint.ts';
import { findExcess, topLevelText } from '../../json/json-bounds.ts';
import type { Limits } from '../../limits/limits.ts';
import { answerPings } from './answer-pings.ts';
import { keepAlive } from './keep-alive.ts';
import { textFrame } from './text-frame.ts';

/** The state of a connection beside the protocol's own state. */
export type Connection = {
  socket: WebSocket;
  /** The TCP connection of the socket. */
  duplex: Socket;
  handshake: Handshake;
  /** Null until its key is accepted. */
  viewer: Viewer | null;
  /** Open operations, by the client's id; aborted when their caller leaves. */
  operations: Map<string, AbortController>;
  limits: SocketLimits;
  /** The number of messages that wait for the client. */
  waiting: number;
};

export type SocketLimits = Pick<Limits, 'frameBytesWithoutKey' | 'unsentBytes' | 'operationsPerSocket'>;

/** Ends a connection with a close code of the protocol. */
export class RefusedConnection extends Error {
  readonly closeCode: number;

  constructor(closeCode: number, reason: string) {
    super(reason);
    this.name = 'RefusedConnection';
    this.closeCode = closeCode;
  }
}

/**
 * Bytes that may wait for a slow client before its subscriptions wait too. Waiting subscriptions do not read the event
 * log, which merges deltas meanwhile. So a client that does not read holds these bytes and one message per
 * subscription.
 */
const highWaterBytes = 64 * 1024;
/** Further unsent messages, such as answers to pings and refusals. Each operation has one more. */
const furtherMessages = 100;
const closeTimeoutMs = 1_000;

/** Connects a WebSocket to the protocol, until it closes. */
export function attachSocket(connection: Connection, protocol: Server<Connection>, onClosed: () => void): void {
  const { socket } = connection;
  const closed = protocol.opened(
    {
      protocol: socket.protocol,
      send: (data) => sendText(connection, data),
      close: (code = CloseCode.InternalServerError, reason = '') => closeSocket(connection, code, reason),
      onMessage: (receive) => {
        // The text alone: `receive` lasts as long as the operation, and would keep the bytes too.
        socket.on('message', (data) => void handleMessage(connection, String(data), receive));
      },
      // A payload is sent back only to callers with a key.
      onPing: (payload) => {
        const isEcho = payload !== undefined && connection.viewer !== null;
        return sendText(connection, JSON.stringify({ type: 'pong', ...(isEcho && { payload }) }));
      },
    },
    connection,
  );
  countBytesWithoutKey(connection);
  answerPings(socket, () => connection.viewer !== null);
  const stopPinging = keepAlive(socket, connection.duplex);
  // `ws` closes a broken socket itself. An `error` event without a listener would be thrown.
  socket.on('error', () => {});
  socket.once('close', (code, reason) => {
    stopPinging();
    const leaving = isFarewell(code) ? callerStopped : connectionLost;
    for (const operation of connection.operations.values()) operation.abort(leaving);
    connection.operations.clear();
    onClosed();
    void closed(code, String(reason));
  });
}

/** Closes with a code. A client that does not answer in time is disconnected. */
export function closeSocket({ socket }: Connection, code: number, reason: string): void {
  if (socket.readyState !== socket.OPEN) return;
  socket.close(code, reason);
  const cut = setTimeout(() => socket.terminate(), closeTimeoutMs).unref();
  socket.once('close', () => clearTimeout(cut));
}

/**
 * Writes a message as one frame. `ws` writes its own frames (pings, closes) whole too, so both may share the
 * connection. A promise costs more than the write of a small message, so only a slow client causes one. A client with
 * too much waiting data is disconnected.
 */
export function sendText(connection: Connection, text: string): Promise<void> | void {
  const { socket, duplex } = connection;
  if (socket.readyState !== socket.OPEN) return;
  if (duplex.writableLength < highWaterBytes) {
    duplex.write(textFrame(text));
    return;
  }
  if (letsTooMuchWait(connection)) {
    socket.terminate();
    return;
  }
  connection.waiting++;
  return new Promise((resolve) => {
    duplex.write(textFrame(text), () => {
      connection.waiting--;
      resolve();
    });
  });
}

function letsTooMuchWait({ duplex, waiting, viewer, limits }: Connection): boolean {
  return (
    viewer === null ||
    duplex.writableLength >= limits.unsentBytes ||
    waiting >= limits.operationsPerSocket + furtherMessages
  );
}

/**
 * Before its key is accepted, a client needs to send one message and perhaps a ping. So twice the length of a message
 * is enough, in any frames and fragments. The listener is the first, so it counts bytes before `ws` reads them.
 */
function countBytesWithoutKey(connection: Connection): void {
  const { duplex, limits } = connection;
  let bytes = 0;
  const count = (chunk: Buffer): void => {
    if (connection.viewer !== null) {
      duplex.off('data', count);
      return;
    }
    bytes += chunk.length;
    if (bytes <= 2 * limits.frameBytesWithoutKey) return;
    refuseLength(connection);
    // No further bytes are read.
    duplex.pause();
  };
  duplex.prependListener('data', count);
}

function refuseLength(connection: Connection): void {
  const { frameBytesWithoutKey } = connection.limits;
  closeSocket(connection, 1009, `A client without an accepted key may send at most ${frameBytesWithoutKey} bytes.`);
}

async function handleMessage(
  connection: Connection,
  text: string,
  receive: (text: string) => Promise<void>,
): Promise<void> {
  const { socket, viewer, limits } = connection;
  // `ws` still delivers messages that it read before the connection was closed.
  if (socket.readyState !== socket.OPEN) return;
  if (viewer === null && text.length > limits.frameBytesWithoutKey) {
    refuseLength(connection);
    return;
  }
  const excess = findExcess(text);
  if (excess !== null) {
    refuseMessage(connection, text, excess);
    return;
  }
  abortCompleted(connection, text);
  try {
    await receive(text);
  } catch (error) {
    if (error instanceof RefusedConnection) closeSocket(connection, error.closeCode, error.message);
    else closeSocket(connection, CloseCode.InternalServerError, 'Internal server error');
  }
}

/**
 * Answers the message of an operation with an error, so that other operations on the socket continue. Any other message
 * ends the connection.
 */
function refuseMessage(connection: Connection, text: string, excess: string): void {
  const id = connection.viewer === null ? null : topLevelText(text, 'id');
  if (id === null || connection.operations.has(id) || topLevelText(text, 'type') !== MessageType.Subscribe) {
    closeSocket(connection, CloseCode.BadRequest, `The message ${excess}`);
    return;
  }
  const refusal = new ServiceError('BAD_USER_INPUT', `The message ${excess}.`);
  const { requestId } = connection.handshake;
  const error = { message: refusal.message, extensions: errorExtensions(refusal, requestId) };
  void sendText(connection, JSON.stringify({ id, type: MessageType.Error, payload: [error] }));
}

/** The protocol does not report a query or mutation that its client has cancelled. */
function abortCompleted({ operations }: Connection, text: string): void {
  if (text.length > 1_000 || !text.includes('"complete"')) return;
  try {
    const message: unknown = JSON.parse(text);
    if (typeof message !== 'object' || message === null || !('type' in message) || !('id' in message)) return;
    if (message.type === 'complete') operations.get(String(message.id))?.abort(callerStopped);
  } catch {
    // The protocol closes the connection for an invalid message.
  }
}

/** Whether a client closed its connection on purpose. A page that is closed or reloaded closes with 1001. */
function isFarewell(code: number): boolean {
  return code === 1000 || code === 1005;
}

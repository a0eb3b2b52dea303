import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { CloseCode, type Server } from 'graphql-ws';
import type { RawData, WebSocket } from 'ws';
import type { Viewer } from '../access/viewer.ts';
import { findExcess } from '../json/json-bounds.ts';
import { keepAlive } from './keep-alive.ts';
import { textFrame } from './text-frame.ts';

/** What is known of a connection beside the protocol's own state. */
export type Connection = {
  socket: WebSocket;
  /** What the socket runs on. */
  duplex: Duplex;
  request: IncomingMessage;
  /** Null until its key was found good. */
  viewer: Viewer | null;
  /** Operations under way, by the client's id; aborted when their caller leaves. */
  operations: Map<string, AbortController>;
};

/** Ends a connection with a code of the protocol. */
export class RefusedConnection extends Error {
  readonly closeCode: number;

  constructor(closeCode: number, reason: string) {
    super(reason);
    this.name = 'RefusedConnection';
    this.closeCode = closeCode;
  }
}

/**
 * Bytes that may wait for a slow client before its subscriptions are made to wait too. While they wait nothing is taken
 * from the event log, which merges deltas meanwhile; so this, and one message per subscription, is all that a client
 * that does not read can hold.
 */
const highWaterBytes = 64 * 1024;
/** Connects a WebSocket to the protocol, until it closes. */
export function attachSocket(connection: Connection, protocol: Server<Connection>, onClosed: () => void): void {
  const { socket } = connection;
  const closed = protocol.opened(
    {
      protocol: socket.protocol,
      send: (data) => sendText(connection, data),
      close: (code, reason) => socket.close(code, reason),
      onMessage: (receive) => {
        socket.on('message', (data) => void handleMessage(connection, data, receive));
      },
    },
    connection,
  );
  const stopPinging = keepAlive(socket, connection.duplex);
  // A broken socket is closed by `ws` itself; the event only must not go unheard.
  socket.on('error', () => {});
  socket.once('close', (code, reason) => {
    stopPinging();
    for (const operation of connection.operations.values()) operation.abort(leftReason());
    connection.operations.clear();
    onClosed();
    void closed(code, String(reason));
  });
}

/**
 * Writes a message as a frame between those of `ws`, which writes its own (pings, closes) whole as well. Promises cost
 * more than writing a small message, so there is one only when the client is slow.
 */
export function sendText({ socket, duplex }: Connection, text: string): Promise<void> | void {
  if (socket.readyState !== socket.OPEN) return;
  if (duplex.writableLength < highWaterBytes) {
    duplex.write(textFrame(text));
    return;
  }
  return new Promise((resolve) => {
    duplex.write(textFrame(text), () => resolve());
  });
}

async function handleMessage(
  connection: Connection,
  data: RawData,
  receive: (text: string) => Promise<void>,
): Promise<void> {
  const text = String(data);
  const excess = findExcess(text);
  if (excess !== null) {
    connection.socket.close(CloseCode.BadRequest, `The message ${excess}`);
    return;
  }
  abortCompleted(connection, text);
  try {
    await receive(text);
  } catch (error) {
    if (error instanceof RefusedConnection) connection.socket.close(error.closeCode, error.message);
    else connection.socket.close(CloseCode.InternalServerError, 'Internal server error');
  }
}

/** The protocol tells nobody of a query or mutation that its client no longer wants. */
function abortCompleted({ operations }: Connection, text: string): void {
  if (text.length > 1_000 || !text.includes('"complete"')) return;
  try {
    const message: unknown = JSON.parse(text);
    if (typeof message !== 'object' || message === null || !('type' in message) || !('id' in message)) return;
    if (message.type === 'complete') operations.get(String(message.id))?.abort(leftReason());
  } catch {
    // The protocol closes the connection for it.
  }
}

function leftReason(): DOMException {
  return new DOMException('The caller left.', 'AbortError');
}

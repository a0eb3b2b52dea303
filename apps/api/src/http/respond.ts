import { type ServerResponse, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { errorCodes } from '../errors/error-codes.ts';
import type { ServiceError } from '../errors/service-error.ts';
import type { ErrorShape } from './endpoint.ts';
import { requestIdHeader } from './request-id.ts';

const jsonType = 'application/json; charset=utf-8';

/** Responds with JSON, unless the client has left. */
export function respond(
  response: ServerResponse,
  status: number,
  value: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  if (response.closed) return;
  const body = Buffer.from(JSON.stringify(value));
  response.writeHead(status, { 'content-type': jsonType, 'content-length': body.length, ...headers });
  response.end(body);
}

/** `{"error":"…"}`: for errors outside any protocol. */
export const plainError: ErrorShape = ({ code, message }) => ({
  status: errorCodes[code].status,
  body: { error: message },
});

/** Responds to an invalid request or handshake on a socket without a response object. Ends the connection. */
export function endSocket(socket: Duplex, error: ServiceError, requestId: string): void {
  const { status, body } = plainError(error, requestId);
  const text = JSON.stringify(body);
  const lines = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'Connection: close',
    `Content-Type: ${jsonType}`,
    `Content-Length: ${Buffer.byteLength(text)}`,
    `${requestIdHeader}: ${requestId}`,
    ...Object.entries(error.headers).map(([name, value]) => `${name}: ${value}`),
  ];
  socket.end(`${lines.join('\r\n')}\r\n\r\n${text}`, () => socket.destroy());
}

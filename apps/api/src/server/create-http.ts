import { createServer, type IncomingMessage, type Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { ServiceError } from '../errors/service-error.ts';
import { bodyRefused } from '../http/read-json-body.ts';
import { requestIdOf } from '../http/request-id.ts';
import { endSocket } from '../http/respond.ts';
import type { Limits } from '../limits/limits.ts';

/** Longer than the 60 s after which load balancers drop an idle connection, so that they close it first. */
const keepAliveTimeoutMs = 75_000;
/** Counted from the first byte of a request: an idle connection may wait longer. */
const longestHeadersMs = 20_000;

export type HttpOptions = {
  limits: Pick<Limits, 'headerBytes' | 'bodyMs'>;
  answer(request: IncomingMessage, response: ServerResponse): void;
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
};

/** An HTTP server with timeouts and our error messages for invalid requests. */
export function createHttp({ limits, answer, upgrade }: HttpOptions): Server {
  const http = createServer(
    {
      maxHeaderSize: limits.headerBytes,
      headersTimeout: Math.min(longestHeadersMs, limits.bodyMs),
      requestTimeout: limits.bodyMs,
      connectionsCheckingInterval: Math.min(1_000, Math.ceil(limits.bodyMs / 4)),
      keepAliveTimeout: keepAliveTimeoutMs,
      // `findProblem` refuses such a request with a message.
      requireHostHeader: false,
      // Other protocols are optional: curl offers HTTP/2 with each request.
      shouldUpgradeCallback: ({ headers }) => headers.upgrade?.toLowerCase() === 'websocket',
    },
    answer,
  );
  http.on('upgrade', upgrade);
  http.on('checkExpectation', (request, response) => {
    response.shouldKeepAlive = false;
    const message = 'The header Expect may only be 100-continue.';
    refuse(request.socket, new ServiceError('EXPECTATION_FAILED', message), request);
  });
  http.on('connect', (request, socket) => {
    const headers = { allow: 'GET, POST, OPTIONS' };
    const message = 'This is not a proxy: CONNECT is not supported.';
    refuse(socket, new ServiceError('METHOD_NOT_ALLOWED', message, { headers }), request);
  });
  http.on('clientError', (error, socket) => refuseClient(socket, describeClientError(error)));
  return http;
}

/**
 * Refuses bytes that arrived too late or broken. Those of a body end its request, whose endpoint writes the error. Those
 * after a complete request end the connection, after the response to that request.
 */
function refuseClient(socket: Duplex, error: ServiceError): void {
  const response = responseOn(socket);
  if (!socket.writable || response === null || response.headersSent) refuse(socket, error);
  else {
    const { req: request } = response;
    response.shouldKeepAlive = false;
    if (!request.complete && !request.emit(bodyRefused, error)) refuse(socket, error, request);
  }
}

/** Our message for an error of Node, whose own message may quote the request. */
function describeClientError({ code, rawPacket }: NodeJS.ErrnoException & { rawPacket?: Buffer }): ServiceError {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return new ServiceError('HEADERS_TOO_LARGE', 'The headers are larger than PENSTOCK_MAX_HEADER_BYTES allows.');
    case 'HPE_CHUNK_EXTENSIONS_OVERFLOW':
      return new ServiceError('BODY_TOO_LARGE', 'The chunk extensions of the body are too large.');
    case 'HPE_INVALID_EOF_STATE':
      return new ServiceError('BAD_USER_INPUT', 'The request ended early.');
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return new ServiceError('REQUEST_TIMEOUT', 'The request did not arrive in time.');
    default: {
      const isTls = rawPacket?.[0] === 0x16 && rawPacket[1] === 0x03;
      const message = isTls ? 'This port speaks HTTP, not TLS: use http://.' : 'This is not a valid HTTP request.';
      return new ServiceError('BAD_USER_INPUT', message);
    }
  }
}

/** Sends the error, unless the connection is broken or has begun a response. */
function refuse(
  socket: Duplex,
  error: ServiceError,
  { headers }: Pick<IncomingMessage, 'headers'> = { headers: {} },
): void {
  if (!socket.writable || responseOn(socket)?.headersSent === true) socket.destroy();
  else endSocket(socket, error, requestIdOf({ headers }));
}

/** The current response on a connection, which is missing in Node's types. */
function responseOn(socket: Duplex): ServerResponse | null {
  const message: unknown = Reflect.get(socket, '_httpMessage');
  return message instanceof ServerResponse ? message : null;
}

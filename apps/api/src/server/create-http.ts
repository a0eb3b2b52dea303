import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { endWithProblem, type Problem } from '../http/answer-problem.ts';
import type { Limits } from '../limits/limits.ts';

/** Longer than the 60 s after which load balancers drop an idle connection, so that they, not we, close it. */
const keepAliveTimeoutMs = 75_000;
/** Counted from a request's first byte: an idle connection may wait longer. */
const longestHeadersMs = 20_000;

export type HttpOptions = {
  limits: Pick<Limits, 'headerBytes' | 'bodyMs'>;
  answer(request: IncomingMessage, response: ServerResponse): void;
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
};

/** An HTTP server whose waits are bounded, and whose answers to what is no request are sentences of ours. */
export function createHttp({ limits, answer, upgrade }: HttpOptions): Server {
  const http = createServer(
    {
      maxHeaderSize: limits.headerBytes,
      headersTimeout: Math.min(longestHeadersMs, limits.bodyMs),
      requestTimeout: limits.bodyMs,
      connectionsCheckingInterval: Math.min(1_000, Math.ceil(limits.bodyMs / 4)),
      keepAliveTimeout: keepAliveTimeoutMs,
      // Refused by `findProblem`, with a sentence.
      requireHostHeader: false,
      // Other protocols are offered, not demanded: curl offers HTTP/2 with each request.
      shouldUpgradeCallback: ({ headers }) => headers.upgrade?.toLowerCase() === 'websocket',
    },
    answer,
  );
  http.on('upgrade', upgrade);
  http.on('checkExpectation', (request, response) => {
    response.shouldKeepAlive = false;
    respondTo(request.socket, expectation, 'Expectation Failed');
  });
  http.on('connect', (_request, socket) => respondTo(socket, noProxy, 'Method Not Allowed'));
  http.on('clientError', (error, socket) => {
    const [problem, statusText] = describeClientError(error);
    respondTo(socket, problem, statusText);
  });
  return http;
}

const expectation: Problem = { status: 417, message: 'The header Expect may only be 100-continue.' };
const noProxy: Problem = {
  status: 405,
  message: 'This is no proxy: CONNECT is not served.',
  headers: { allow: 'GET, POST, OPTIONS' },
};

/** What Node found wrong, in our words; its own may quote what came. */
function describeClientError({ code, rawPacket }: NodeJS.ErrnoException & { rawPacket?: Buffer }): [Problem, string] {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return [
        { status: 431, message: 'The headers are larger than PENSTOCK_MAX_HEADER_BYTES allows.' },
        'Request Header Fields Too Large',
      ];
    case 'HPE_CHUNK_EXTENSIONS_OVERFLOW':
      return [{ status: 413, message: 'The chunk extensions of the body are too large.' }, 'Payload Too Large'];
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return [{ status: 408, message: 'The request did not arrive in time.' }, 'Request Timeout'];
    default: {
      const isTls = rawPacket?.[0] === 0x16 && rawPacket[1] === 0x03;
      const message = isTls ? 'This port speaks HTTP, not TLS: use http://.' : 'This is no valid HTTP request.';
      return [{ status: 400, message }, 'Bad Request'];
    }
  }
}

/** Nothing can be written to a connection that broke, or between the parts of an answer. */
function respondTo(socket: Duplex, problem: Problem, statusText: string): void {
  const hasBegun = 'bytesWritten' in socket && isAnswering(socket);
  if (!socket.writable || hasBegun) socket.destroy();
  else endWithProblem(socket, problem, statusText);
}

/** Node keeps the answer being written on its socket, which the types leave out. */
function isAnswering(socket: object): boolean {
  const message: unknown = Reflect.get(socket, '_httpMessage');
  return typeof message === 'object' && message !== null && Reflect.get(message, 'headersSent') === true;
}

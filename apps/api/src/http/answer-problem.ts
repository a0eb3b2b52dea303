import { randomUUID } from 'node:crypto';
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { ErrorLog } from '../graphql/to-graphql-error.ts';

/** Why a request is not served, in one sentence for its caller. */
export type Problem = { status: number; message: string; headers?: OutgoingHttpHeaders };

/** Answers with a problem in the shape of the endpoint that was called. */
export function answerProblem(request: IncomingMessage, response: ServerResponse, problem: Problem): void {
  const text = JSON.stringify(shapeOf(request.url ?? '', problem));
  response.writeHead(problem.status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(text),
    ...problem.headers,
  });
  response.end(text);
}

/** Answers where there is no response to write to: what came is no request, or was no handshake. Ends the connection. */
export function endWithProblem(socket: Duplex, { status, message, headers = {} }: Problem, statusText: string): void {
  const text = JSON.stringify({ error: message });
  const lines = [
    `HTTP/1.1 ${status} ${statusText}`,
    'Connection: close',
    'Content-Type: application/json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(text)}`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
  ];
  socket.end(`${lines.join('\r\n')}\r\n\r\n${text}`, () => socket.destroy());
}

/** Answers what nobody expected: a reference for the caller, the error for the log. */
export function answerFault(request: IncomingMessage, response: ServerResponse, error: unknown, log: ErrorLog): void {
  const reference = randomUUID();
  log.error({ reference, err: error }, 'A request failed.');
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  for (const name of response.getHeaderNames()) if (name.startsWith('content-')) response.removeHeader(name);
  answerProblem(request, response, {
    status: 500,
    message: `Something went wrong here. The log has it under ${reference}.`,
  });
}

function shapeOf(url: string, { status, message }: Problem): object {
  if (/^\/graphql(\/?$|\/?\?)/.test(url)) return { errors: [{ message, extensions: { code: graphqlCode(status) } }] };
  if (!/^\/v1($|[/?])/.test(url)) return { error: message };
  const type = status >= 500 ? 'server_error' : 'invalid_request_error';
  return { error: { message, type, param: null, code: status >= 500 ? 'internal_error' : null } };
}

function graphqlCode(status: number): string {
  if (status === 403) return 'FORBIDDEN';
  return status >= 500 ? 'INTERNAL' : 'BAD_USER_INPUT';
}

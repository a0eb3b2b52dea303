import type { ServerResponse } from 'node:http';
import type { DoorError } from '../endpoints/openai/door-error.ts';

const jsonType = 'application/json; charset=utf-8';

/** Answers with JSON, unless the client has left. */
export function respond(
  response: ServerResponse,
  status: number,
  value: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  send(response, status, JSON.stringify(value), headers);
}

/** Answers with an error in OpenAI's shape. */
export function respondWithError(response: ServerResponse, error: DoorError): void {
  send(response, error.status, error.toText(), error.headers);
}

function send(response: ServerResponse, status: number, text: string, headers: Readonly<Record<string, string>>): void {
  if (response.closed) return;
  const body = Buffer.from(text);
  response.writeHead(status, { 'content-type': jsonType, 'content-length': body.length, ...headers });
  response.end(body);
}

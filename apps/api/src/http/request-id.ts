import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** The header with the id of a request, in requests and responses. */
export const requestIdHeader = 'x-request-id';

/** At most 128 characters that are safe in headers, JSON and log lines. */
const safe = /^[\w.:=+/@-]{1,128}$/;

/**
 * The caller's id if it is safe to repeat, else a new UUID. The id is stored in the request's header, so later calls
 * return the same id.
 */
export function requestIdOf({ headers }: Pick<IncomingMessage, 'headers'>): string {
  const given = headers[requestIdHeader];
  if (typeof given === 'string' && safe.test(given)) return given;
  const id = randomUUID();
  headers[requestIdHeader] = id;
  return id;
}

import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** The header that names a request, in both directions. */
export const requestIdHeader = 'x-request-id';

/** Characters that are safe in headers, JSON and log lines, and at most 128 of them. */
const safe = /^[\w.:=+/@-]{1,128}$/;

/**
 * The caller's id, if it is safe to repeat; else a new UUID. The request keeps it in its header, so that each later
 * call returns the same.
 */
export function requestIdOf({ headers }: Pick<IncomingMessage, 'headers'>): string {
  const given = headers[requestIdHeader];
  if (typeof given === 'string' && safe.test(given)) return given;
  const id = randomUUID();
  headers[requestIdHeader] = id;
  return id;
}

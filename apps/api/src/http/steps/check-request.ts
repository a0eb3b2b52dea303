import type { IncomingMessage } from 'node:http';
import { ServiceError } from '../../errors/service-error.ts';
import type { BrowserSettings } from '../browser-settings.ts';
import type { Arrival } from '../endpoint.ts';
import type { GateStep } from '../gate.ts';
import { isAllowedOrigin } from '../origins.ts';

/** Requests with this many headers are refused, because Node silently drops further headers. */
export const maxHeaders = 200;

const methods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);
const nameAndPort = /^(?:[\w.~-]+|\[[\da-f:.]+\])(?::\d{1,5})?$/i;

type OriginSettings = Pick<BrowserSettings, 'allowedOrigins' | 'publicOrigin'>;

/** Refuses requests that no endpoint could serve, and pages of forbidden origins. */
export function checkRequest(browser: OriginSettings): GateStep<Arrival> {
  return ({ request }) => {
    const problem = findProblem(request, browser);
    if (problem !== null) throw problem;
  };
}

/**
 * The problem of a request before its endpoint; null for none. A request that passes can be parsed as a URL, so
 * libraries that build one do not fail.
 */
export function findProblem(request: IncomingMessage, browser: OriginSettings): ServiceError | null {
  const { method = '', url = '', headers } = request;
  if (!methods.has(method)) {
    const message = `The method ${method} is not supported: use GET or POST.`;
    return new ServiceError('METHOD_NOT_ALLOWED', message, { headers: { allow: 'GET, HEAD, POST, OPTIONS' } });
  }
  if (!url.startsWith('/') && url !== '*') {
    return badRequest('The target of the request must be a path that begins with a slash.');
  }
  const { host } = headers;
  if (host === undefined && request.httpVersion === '1.1') {
    return badRequest('The header Host is missing.', closing);
  }
  if (host !== undefined && !isHost(host)) {
    return badRequest('The header Host must be a name or an address, with an optional port.');
  }
  if (countHosts(request.rawHeaders) > 1) return badRequest('The header Host may come only once.', closing);
  if (request.rawHeaders.length >= 2 * maxHeaders) {
    const message = `A request must have fewer than ${maxHeaders} headers.`;
    return new ServiceError('HEADERS_TOO_LARGE', message, { headers: closing });
  }
  if (isAllowedOrigin(request, browser)) return null;
  return new ServiceError(
    'FORBIDDEN',
    'Pages of this origin may not call the API: PENSTOCK_ALLOWED_ORIGINS does not list it.',
  );
}

/** The last valid host. Nearly all requests have the same one. */
let knownHost = '';

function isHost(host: string): boolean {
  if (host === knownHost || host === '') return true;
  if (!nameAndPort.test(host) || !URL.canParse(`http://${host}`)) return false;
  knownHost = host;
  return true;
}

/** `headers` has only the first `Host`. A proxy in front may have used another one. */
function countHosts(rawHeaders: readonly string[]): number {
  let count = 0;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index];
    if (name?.length === 4 && name.toLowerCase() === 'host') count += 1;
  }
  return count;
}

function badRequest(message: string, headers: Readonly<Record<string, string>> = {}): ServiceError {
  return new ServiceError('BAD_USER_INPUT', message, { headers });
}

const closing = { connection: 'close' };

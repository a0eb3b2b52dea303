import type { IncomingMessage } from 'node:http';
import type { Problem } from './answer-problem.ts';
import type { AllowedOrigins } from './browser-settings.ts';
import { isAllowedOrigin } from './origins.ts';

/** More headers than this are refused: Node would drop the rest without a word. */
export const maxHeaders = 200;

const methods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);
const nameAndPort = /^(?:[\w.~-]+|\[[\da-f:.]+\])(?::\d{1,5})?$/i;

/**
 * What is wrong with a request before any endpoint looks at it; null for nothing. What passes can be read as a URL, so
 * that no library that builds one can fail.
 */
export function findProblem(request: IncomingMessage, allowed: AllowedOrigins): Problem | null {
  const { method = '', url = '', headers } = request;
  if (!methods.has(method)) {
    const allow = 'GET, HEAD, POST, OPTIONS';
    return { status: 405, message: `The method ${method} is not served here: use GET or POST.`, headers: { allow } };
  }
  if (!url.startsWith('/') && url !== '*') {
    return { status: 400, message: 'The target of the request must be a path that begins with a slash.' };
  }
  const { host } = headers;
  if (host === undefined && request.httpVersion === '1.1') {
    return { status: 400, message: 'The header Host is missing.', headers: closing };
  }
  if (host !== undefined && host !== '' && (!nameAndPort.test(host) || !URL.canParse(`http://${host}`))) {
    return { status: 400, message: 'The header Host must be a name or an address, with a port if any.' };
  }
  if (request.rawHeaders.length >= 2 * maxHeaders) {
    return { status: 431, message: `A request may have fewer than ${maxHeaders} headers.`, headers: closing };
  }
  if (!isAllowedOrigin(request, allowed)) {
    return { status: 403, message: 'Pages of this origin may not call: PENSTOCK_ALLOWED_ORIGINS does not list it.' };
  }
  return null;
}

/** A proxy may name the whole address as the target (RFC 9112, section 3.2.2); its path is what counts. */
export function toOriginForm(url: string): string {
  if (!/^https?:\/\//i.test(url) || !URL.canParse(url)) return url;
  const { pathname, search } = new URL(url);
  return pathname + search;
}

const closing = { connection: 'close' };

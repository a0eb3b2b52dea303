import type { IncomingMessage } from 'node:http';
import { ServiceError } from '../errors/service-error.ts';
import { isOwnOrigin } from './origins.ts';

const json = /^application\/(graphql\+)?json\b/i;

/**
 * Refuses a request that a foreign page may have caused, because browsers add the session cookie to such requests too.
 * A GET may have no `Origin`, as after a typed address; then `Sec-Fetch-Site` must not name another site. Every other
 * request, WebSocket handshakes included, needs the `Origin` of our own page. A POST must also be JSON, which forms
 * cannot send.
 */
export function requireOwnPage(request: IncomingMessage, publicOrigin: string | null): void {
  const { method, headers } = request;
  const isRead = (method === 'GET' || method === 'HEAD') && headers.upgrade === undefined;
  if (isRead && headers.origin === undefined) {
    const site = headers['sec-fetch-site'];
    if (site === undefined || site === 'same-origin' || site === 'none') return;
    throw new ServiceError('FORBIDDEN', 'A page of another site may not use the session cookie: send a key.');
  }
  if (headers.origin === undefined) {
    throw new ServiceError('FORBIDDEN', 'A request with the session cookie needs the header Origin of the console.');
  }
  if (!isOwnOrigin(request, publicOrigin)) {
    const message =
      'A page of this origin may not use the session cookie: PENSTOCK_PUBLIC_URL must be the address of the console.';
    throw new ServiceError('FORBIDDEN', message);
  }
  if (method === 'POST' && !json.test(headers['content-type'] ?? '')) {
    const message = 'A request with the session cookie must be JSON with the header Content-Type: application/json.';
    throw new ServiceError('UNSUPPORTED_MEDIA_TYPE', message);
  }
}

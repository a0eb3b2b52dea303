import type { IncomingMessage } from 'node:http';
import type { AllowedOrigins, BrowserSettings } from './browser-settings.ts';

/** Reads `*`, or a list of origins separated by commas. Null for an invalid origin, as `https://host/path`. */
export function parseOrigins(text: string): AllowedOrigins | null {
  if (text.trim() === '*') return '*';
  const origins = text.split(',').map((part) => part.trim());
  return origins.every(isOrigin) ? origins.map((origin) => origin.toLowerCase()) : null;
}

/**
 * Whether a request comes from one of our own pages. Their origin is the public origin, or the host in the request. A
 * browser's page cannot choose `Host`, and the console's server passes it on. False without `Origin`.
 */
export function isOwnOrigin({ headers }: Pick<IncomingMessage, 'headers'>, publicOrigin: string | null): boolean {
  const { origin, host } = headers;
  if (origin === undefined) return false;
  const name = origin.toLowerCase();
  return name === publicOrigin || (host !== undefined && name.replace(/^https?:\/\//, '') === host.toLowerCase());
}

/**
 * Whether the origin of a request is allowed. Programs send no `Origin`, and are allowed. Our own pages, the console
 * and GraphiQL, are allowed. A sandboxed page sends `null`, which only `*` allows.
 */
export function isAllowedOrigin(
  request: Pick<IncomingMessage, 'headers'>,
  { allowedOrigins, publicOrigin }: Pick<BrowserSettings, 'allowedOrigins' | 'publicOrigin'>,
): boolean {
  const { origin } = request.headers;
  if (origin === undefined || allowedOrigins === '*') return true;
  return allowedOrigins.includes(origin.toLowerCase()) || isOwnOrigin(request, publicOrigin);
}

function isOrigin(text: string): boolean {
  return URL.canParse(text) && /^https?:/i.test(text) && new URL(text).origin === text.toLowerCase();
}

import type { IncomingMessage } from 'node:http';
import type { AllowedOrigins } from './browser-settings.ts';

/** Reads `*`, or origins with commas between them. Null for an invalid origin, as `https://host/path`. */
export function parseOrigins(text: string): AllowedOrigins | null {
  if (text.trim() === '*') return '*';
  const origins = text.split(',').map((part) => part.trim());
  return origins.every(isOrigin) ? origins.map((origin) => origin.toLowerCase()) : null;
}

/**
 * Whether a request may come from its origin. Programs send no `Origin`, and may. A page of the called host may too, as
 * GraphiQL. A sandboxed page sends `null`, which only `*` allows.
 */
export function isAllowedOrigin({ headers }: Pick<IncomingMessage, 'headers'>, allowed: AllowedOrigins): boolean {
  const { origin, host } = headers;
  if (origin === undefined || allowed === '*') return true;
  const name = origin.toLowerCase();
  return allowed.includes(name) || (host !== undefined && name.replace(/^https?:\/\//, '') === host.toLowerCase());
}

function isOrigin(text: string): boolean {
  return URL.canParse(text) && /^https?:/i.test(text) && new URL(text).origin === text.toLowerCase();
}

import type { IncomingMessage } from 'node:http';
import type { AllowedOrigins } from './browser-settings.ts';

/** Reads `*`, or origins with commas between them. Null where one is no origin, as `https://host/path`. */
export function parseOrigins(text: string): AllowedOrigins | null {
  if (text.trim() === '*') return '*';
  const origins = text.split(',').map((part) => part.trim());
  return origins.every(isOrigin) ? origins.map((origin) => origin.toLowerCase()) : null;
}

/**
 * Whether a request may come from where it says. Programs send no `Origin`, and may. So may a page of the host that it
 * calls, as GraphiQL. A sandboxed page says `null`, which only `*` allows.
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

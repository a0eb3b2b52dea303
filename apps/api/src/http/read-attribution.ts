import type { IncomingHttpHeaders } from 'node:http';

/** What the headers `x-penstock-end-user`, `-session` and `-tags` say, as it came; null for none of them. */
export type AttributionHeaders = { endUser: string | null; session: string | null; tags: readonly string[] };

/** Reads them. Tags are separated by commas. Bytes beyond ASCII are UTF-8. */
export function readAttributionHeaders(headers: IncomingHttpHeaders): AttributionHeaders | null {
  const endUser = textOf(headers['x-penstock-end-user']);
  const session = textOf(headers['x-penstock-session']);
  const tags = textOf(headers['x-penstock-tags']);
  if (endUser === null && session === null && tags === null) return null;
  return { endUser, session, tags: tags?.split(',') ?? [] };
}

/** Node reads headers as Latin-1. */
function textOf(header: string | string[] | undefined): string | null {
  return header === undefined ? null : Buffer.from(String(header), 'latin1').toString('utf8');
}

import type { IncomingHttpHeaders } from 'node:http';

/** What the headers `x-penstock-end-user`, `-session`, `-tags`, `User-Agent` and `traceparent` say; null for none. */
export type AttributionHeaders = {
  endUser: string | null;
  session: string | null;
  tags: readonly string[];
  /** The first name of the `User-Agent`, as `curl`: lower case, without its version. Null where it has none. */
  client: string | null;
  /** As it came. Left out: none. */
  traceparent?: string;
};

/** The longest name of a client. */
const clientName = /^[a-z][\w.-]{0,39}(?![\w.-])/i;

/** Reads them. Tags are separated by commas. Bytes beyond ASCII are UTF-8. */
export function readAttributionHeaders(headers: IncomingHttpHeaders): AttributionHeaders | null {
  const endUser = textOf(headers['x-penstock-end-user']);
  const session = textOf(headers['x-penstock-session']);
  const tags = textOf(headers['x-penstock-tags']);
  const client = clientName.exec(headers['user-agent'] ?? '')?.[0].toLowerCase() ?? null;
  const traceparent = textOf(headers.traceparent);
  if (endUser === null && session === null && tags === null && client === null && traceparent === null) return null;
  const attribution = { endUser, session, tags: tags?.split(',') ?? [], client };
  return traceparent === null ? attribution : { ...attribution, traceparent };
}

/** Node reads headers as Latin-1. */
function textOf(header: string | string[] | undefined): string | null {
  return header === undefined ? null : Buffer.from(String(header), 'latin1').toString('utf8');
}

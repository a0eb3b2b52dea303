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

const sessionName = /^[\w.:-]{1,200}$/;

/** Reads them. `x-claude-code-session-id` names a session where ours does not. Tags are separated by commas. Bytes beyond ASCII are UTF-8. */
export function readAttributionHeaders(headers: IncomingHttpHeaders): AttributionHeaders | null {
  const endUser = textOf(headers['x-penstock-end-user']);
  const session = textOf(headers['x-penstock-session']) ?? sessionOfClaudeCode(headers['x-claude-code-session-id']);
  const tags = textOf(headers['x-penstock-tags']);
  const client = clientName.exec(headers['user-agent'] ?? '')?.[0].toLowerCase() ?? null;
  const traceparent = textOf(headers.traceparent);
  if (endUser === null && session === null && tags === null && client === null && traceparent === null) return null;
  const attribution = { endUser, session, tags: tags?.split(',') ?? [], client };
  return traceparent === null ? attribution : { ...attribution, traceparent };
}

/** Claude Code does not know our limits: what is no short name is left out. */
function sessionOfClaudeCode(header: string | string[] | undefined): string | null {
  return typeof header === 'string' && sessionName.test(header) ? header : null;
}

/** Node reads headers as Latin-1. */
function textOf(header: string | string[] | undefined): string | null {
  return header === undefined ? null : Buffer.from(String(header), 'latin1').toString('utf8');
}

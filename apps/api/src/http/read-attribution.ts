import type { IncomingHttpHeaders } from 'node:http';

/**
 * The values of `x-penstock-end-user`, `-session`, `-tags`, `User-Agent` and `traceparent`; null if all are missing.
 */
export type AttributionHeaders = {
  endUser: string | null;
  session: string | null;
  tags: readonly string[];
  /** The session that Claude Code sends. Absent: none. */
  clientSession?: string;
  /** The first name in `User-Agent`, as `curl`: lower case, without its version. Null if it has none. */
  client: string | null;
  /** The unchanged header. Absent: none. */
  traceparent?: string;
};

/** The name of a client; at most 40 characters. */
const clientName = /^[a-z][\w.-]{0,39}(?![\w.-])/i;

const sessionName = /^[\w.:-]{1,200}$/;

/**
 * Reads these headers and `x-claude-code-session-id`. Tags are separated by commas. Bytes beyond ASCII are read as
 * UTF-8.
 */
export function readAttributionHeaders(headers: IncomingHttpHeaders): AttributionHeaders | null {
  const endUser = textOf(headers['x-penstock-end-user']);
  const session = textOf(headers['x-penstock-session']);
  const clientSession = sessionOfClaudeCode(headers['x-claude-code-session-id']);
  const tags = textOf(headers['x-penstock-tags']);
  const client = clientName.exec(headers['user-agent'] ?? '')?.[0].toLowerCase() ?? null;
  const traceparent = textOf(headers.traceparent);
  if ([endUser, session, clientSession, tags, client, traceparent].every((one) => one === null)) return null;
  return {
    endUser,
    session,
    tags: tags?.split(',') ?? [],
    client,
    ...(clientSession !== null && { clientSession }),
    ...(traceparent !== null && { traceparent }),
  };
}

/** Claude Code does not know our limits, so an invalid session name is ignored. */
function sessionOfClaudeCode(header: string | string[] | undefined): string | null {
  return typeof header === 'string' && sessionName.test(header) ? header : null;
}

/** Node reads headers as Latin-1; their bytes are UTF-8. */
function textOf(header: string | string[] | undefined): string | null {
  return header === undefined ? null : Buffer.from(String(header), 'latin1').toString('utf8');
}

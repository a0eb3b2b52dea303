import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';

/** Headers of one connection alone (RFC 9110, section 7.6.1), and of the conversation about a body. */
const hopByHop = [
  'connection',
  'keep-alive',
  'proxy-connection',
  'proxy-authorization',
  'te',
  'trailer',
  'upgrade',
  'expect',
];

/**
 * Removes the headers that belong to one connection, and those that `Connection` names. The encoding of a body stays, as
 * it tells that there is one.
 */
export function stripHopByHop(headers: IncomingHttpHeaders): void {
  const named = String(headers.connection ?? '')
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== 'transfer-encoding' && name !== 'content-length');
  for (const name of [...hopByHop, ...named]) delete headers[name];
}

/** Says for whom a request is passed on. The peer's address comes last; what stands before it was told by the peer. */
export function setForwardedHeaders({ headers, socket }: IncomingMessage): void {
  const address = socket.remoteAddress ?? 'unknown';
  const before = headers['x-forwarded-for'];
  headers['x-forwarded-for'] = before === undefined ? address : `${before}, ${address}`;
  headers['x-forwarded-proto'] ??= 'http';
  headers['x-forwarded-host'] ??= headers.host;
}

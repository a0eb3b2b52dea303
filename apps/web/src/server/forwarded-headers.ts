import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';

/** Headers of a single connection (RFC 9110, section 7.6.1), and of the negotiation about a body. */
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
 * Removes the headers that belong to one connection, and the headers that `Connection` names. The encoding of a body
 * stays, because it shows that there is a body.
 */
export function stripHopByHop(headers: IncomingHttpHeaders): void {
  const named = String(headers.connection ?? '')
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== 'transfer-encoding' && name !== 'content-length');
  for (const name of [...hopByHop, ...named]) delete headers[name];
}

/**
 * Adds the headers that name the peer of a forwarded request. The peer's address comes last; the addresses before it
 * are the peer's own claim.
 */
export function setForwardedHeaders({ headers, socket }: IncomingMessage): void {
  const address = socket.remoteAddress ?? 'unknown';
  const before = headers['x-forwarded-for'];
  headers['x-forwarded-for'] = before === undefined ? address : `${before}, ${address}`;
  headers['x-forwarded-proto'] ??= 'http';
  headers['x-forwarded-host'] ??= headers.host;
}

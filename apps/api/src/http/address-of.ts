import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';

/**
 * The caller's network address. A proxy on the same machine, as the console's server, names its caller last in
 * `X-Forwarded-For`. From other addresses the header is ignored, because any client can send it. Null if the connection
 * has ended.
 */
export function addressOf({ socket, headers }: Pick<IncomingMessage, 'socket' | 'headers'>): string | null {
  const peer = withoutPrefix(socket.remoteAddress);
  const forwarded = headers['x-forwarded-for'];
  if (forwarded === undefined || peer === null || !isLoopback(peer)) return peer;
  const last = withoutPrefix(String(forwarded).split(',').at(-1)?.trim());
  return last !== null && isIP(last) !== 0 ? last : peer;
}

/** An IPv4 address on an IPv6 socket has a prefix. */
function withoutPrefix(address: string | undefined): string | null {
  if (address === undefined) return null;
  return address.startsWith('::ffff:') && address.includes('.') ? address.slice(7) : address;
}

function isLoopback(address: string): boolean {
  return address === '::1' || address.startsWith('127.');
}

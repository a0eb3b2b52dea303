import { BlockList, isIP } from 'node:net';

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

/**
 * A warning for the operator about listening on `host`; null for a loopback address. An operator who sets
 * `PENSTOCK_HSTS_SECONDS` has TLS in front, so there is no warning.
 */
export function describeExposure(host: string, hstsSeconds: number): string | null {
  if (hstsSeconds > 0 || host === 'localhost') return null;
  const family = isIP(host);
  if (family !== 0 && loopback.check(host, family === 6 ? 'ipv6' : 'ipv4')) return null;
  const where = host === '::' || host === '0.0.0.0' ? 'on all addresses of this machine' : `on ${host}`;
  return `The API listens ${where} without TLS, so keys cross the network in the clear: put a reverse proxy with TLS in front (then set PENSTOCK_HSTS_SECONDS), or set HOST=127.0.0.1.`;
}

import type { Server } from 'node:http';
import { BlockList, isIP } from 'node:net';

/** The server cannot listen at its address. The message is one sentence for the operator. */
export class ListenError extends Error {
  override name = 'ListenError';
}

/** Resolves when the server listens; rejects with a `ListenError`. */
export function listen(http: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (error: NodeJS.ErrnoException): void => {
      reject(new ListenError(describe(error, port, host), { cause: error }));
    };
    http.once('error', fail);
    // Without a host Node listens on all addresses, and on those of IPv4 if there is no IPv6.
    http.listen({ port, host: host === '::' ? undefined : host }, () => {
      http.off('error', fail);
      resolve();
    });
  });
}

function describe({ code, message }: NodeJS.ErrnoException, port: number, host: string): string {
  switch (code) {
    case 'EADDRINUSE':
      return `PORT ${port} is in use: end the process that listens there, or set another PORT.`;
    case 'EACCES':
      return `This user may not listen on PORT ${port}: set a PORT above 1023.`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `HOST '${host}' is not an address of this machine: set HOST to one that is, or leave it out to listen on all.`;
    default:
      return `The API cannot listen on PORT ${port} of HOST '${host}': ${message}.`;
  }
}

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

/**
 * A warning for the operator about listening on `host`; null for a loopback address. Null also if
 * `PENSTOCK_HSTS_SECONDS` is set, because then TLS is in front.
 */
export function describeExposure(host: string, hstsSeconds: number): string | null {
  if (hstsSeconds > 0 || host === 'localhost') return null;
  const family = isIP(host);
  if (family !== 0 && loopback.check(host, family === 6 ? 'ipv6' : 'ipv4')) return null;
  const where = host === '::' || host === '0.0.0.0' ? 'on all addresses of this machine' : `on ${host}`;
  return `The API listens ${where} without TLS, so keys cross the network unencrypted: put a reverse proxy with TLS in front (then set PENSTOCK_HSTS_SECONDS), or set HOST=127.0.0.1.`;
}

import { request as requestPlain } from 'node:http';
import { request as requestSecure } from 'node:https';
import { isIPv6, type Socket } from 'node:net';

/** Why no tunnel could be opened, with the proxy's status. Never contains its password. */
export class TunnelError extends Error {
  override name = 'TunnelError';
}

/**
 * Opens a tunnel through a proxy to a checked IP address. The proxy gets no host name that it could resolve again.
 * Rejects with a `TunnelError` if the proxy refuses, else with the error of the network.
 */
export function openTunnel(
  proxy: string,
  { address, port }: { address: string; port: string },
  signal: AbortSignal,
): Promise<Socket> {
  const { protocol, hostname, port: proxyPort, username, password } = new URL(proxy);
  const isSecure = protocol === 'https:';
  const authority = `${isIPv6(address) ? `[${address}]` : address}:${port}`;
  const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  const authorization = `Basic ${Buffer.from(credentials).toString('base64')}`;
  return new Promise((resolve, reject) => {
    const request = (isSecure ? requestSecure : requestPlain)({
      method: 'CONNECT',
      host: hostname.replace(/^\[|\]$/g, ''),
      port: proxyPort === '' ? (isSecure ? 443 : 80) : proxyPort,
      path: authority,
      headers: { host: authority, ...(credentials !== ':' && { 'proxy-authorization': authorization }) },
      agent: false,
      signal,
    });
    request.once('error', reject);
    request.once('connect', ({ statusCode }, socket, head) => {
      if (statusCode !== 200) {
        socket.destroy();
        reject(new TunnelError(`the proxy answered ${statusCode}`));
        return;
      }
      if (head.length > 0) socket.unshift(head);
      resolve(socket as Socket);
    });
    request.end();
  });
}

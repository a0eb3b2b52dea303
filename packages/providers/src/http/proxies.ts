import { type Dispatcher, EnvHttpProxyAgent, type Pool } from 'undici';

/** The proxies of this process's network, as the usual environment variables name them. */
export type Proxies = {
  /** HTTP_PROXY; null for none. */
  http: string | null;
  /** HTTPS_PROXY; null for that of `http`. */
  https: string | null;
  /** NO_PROXY: hosts that are reached directly, with commas between them. */
  except: string;
};

/** An address of this machine. It is never reached through a proxy. */
const ownHost = /^(localhost|.{0,200}\.localhost|127(\.\d{1,3}){3}|\[::1\])$/i;

/**
 * Connections to one origin through the network's proxies. Null where none applies. `options` are those of a direct pool;
 * `connectTimeoutMs` is the timeout for the connection to the proxy. HTTPS is tunnelled; HTTP is forwarded.
 */
export function openThroughProxy(
  origin: string,
  proxies: Proxies | undefined,
  options: Pool.Options,
  connectTimeoutMs: number,
): Dispatcher | null {
  if (proxies === undefined || (proxies.http === null && proxies.https === null)) return null;
  if (ownHost.test(new URL(origin).hostname)) return null;
  return new EnvHttpProxyAgent({
    ...options,
    connectTimeout: connectTimeoutMs,
    proxyTunnel: false,
    // An empty text keeps the library from the environment.
    httpProxy: proxies.http ?? '',
    httpsProxy: proxies.https ?? '',
    noProxy: proxies.except,
  });
}

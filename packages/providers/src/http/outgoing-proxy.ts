import { Pool, ProxyAgent } from 'undici';

/** The proxies of outgoing calls. An address may contain a password: never log it. */
export type OutgoingProxies = {
  /** For addresses that begin with http://. Null for none. */
  http: string | null;
  /** For addresses that begin with https://. Null for none. */
  https: string | null;
  /**
   * Hosts that are called directly: `example.com` with all of its subdomains, `*` for every host, each also with a
   * port. This machine is always called directly, unless `<-loopback>` is listed.
   */
  except: readonly string[];
};

/** The proxies in `HTTP_PROXY`, `HTTPS_PROXY` and `NO_PROXY`. Lower-case names come first. Null if no proxy is set. */
export function readProxies(environment: Readonly<Record<string, string | undefined>>): OutgoingProxies | null {
  const read = (name: string): string | null =>
    environment[name.toLowerCase()]?.trim() || environment[name]?.trim() || null;
  const [http, https] = [read('HTTP_PROXY'), read('HTTPS_PROXY')];
  if (http === null && https === null) return null;
  const except = (read('NO_PROXY') ?? '').toLowerCase().split(/[\s,]+/);
  return { http, https, except: except.filter((entry) => entry !== '') };
}

/** The proxy for an address. Null if it is called directly. */
export function proxyOf(address: URL, proxies: OutgoingProxies | null | undefined): string | null {
  if (proxies == null) return null;
  const isSecure = address.protocol === 'https:';
  const proxy = isSecure ? proxies.https : proxies.http;
  if (proxy === null) return null;
  const host = plainHost(address.hostname);
  if (isLoopback(host) && !proxies.except.includes('<-loopback>')) return null;
  const port = address.port === '' ? (isSecure ? '443' : '80') : address.port;
  return proxies.except.some((entry) => isExcept(entry, host, port)) ? null : proxy;
}

/** For a proxy, these names mean its own machine, not this one. */
function isLoopback(host: string): boolean {
  return /^(?:(?:.+\.)?localhost|127(?:\.\d{1,3}){3}|::1|::ffff:7f[0-9a-f]{2}:[0-9a-f]{1,4})$/.test(host);
}

/** Accepts `[::1]:443`, `host:443`, `.host` and `*.host`. */
function isExcept(entry: string, host: string, port: string): boolean {
  const [, bracketed, plain = '', bare = ''] = /^(?:\[([^\]]*)\]|([^:]*))(?::(\d+))?$/.exec(entry) ?? ['', entry];
  if (bare !== '' && bare !== port) return false;
  if (plain === '*') return true;
  const name = plainHost(bracketed ?? plain.replace(/^\*?\./, ''));
  return name !== '' && (host === name || host.endsWith(`.${name}`));
}

function plainHost(host: string): string {
  return host.toLowerCase().replace(/^\[|\]$|\.$/g, '');
}

/** The address of a proxy without its password: `proxy.example:3128`. */
export function proxyHost(proxy: string): string {
  return new URL(proxy).host;
}

/** Connections through a proxy: a tunnel to https:// addresses, forwarded requests to http:// addresses. */
export function openProxyAgent(proxy: string, connectTimeoutMs: number, options: Pool.Options): ProxyAgent {
  return new ProxyAgent({
    uri: proxy,
    connectTimeout: connectTimeoutMs,
    allowH2: false,
    // undici makes the connector, which opens the tunnel.
    factory: (origin, { connect }: Pool.Options) => new Pool(origin, { ...options, ...(connect && { connect }) }),
  });
}

import { type Dispatcher, Pool, type ProxyAgent } from 'undici';
import { defaultUpstreamLimits, type UpstreamLimits } from '../contract/upstream-limits.ts';
import { closeWithin } from './close-within.ts';
import { DecodingHandler } from './decode-body.ts';
import type { NetworkContext } from './error-from-network.ts';
import { type OutgoingProxies, openProxyAgent, proxyHost, proxyOf } from './outgoing-proxy.ts';
import { createTimedConnector } from './timed-connector.ts';
import { TurnHandler } from './turn-handler.ts';
import { Turns } from './turns.ts';

export type UpstreamOptions = {
  providerId: string;
  /** With or without a trailing slash. It may contain a path. */
  baseUrl: string;
  /** Sent with every request. */
  headers: Readonly<Record<string, string>>;
  /** Secrets to redact from everything that the provider sends. */
  secrets: readonly string[];
  connectTimeoutMs: number;
  maxConnections: number;
  /** Forms of every call that the operator sets. Default: none. */
  statedForms?: readonly string[];
  /** Default: `defaultUpstreamLimits`. */
  limits?: UpstreamLimits;
  /** Default: none. */
  proxies?: OutgoingProxies;
  /** Whether it runs on the operator's own machines. Default: no. */
  isLocal?: boolean;
};

/** One request to an upstream. `path` is appended to the base address. */
export type UpstreamRequest = {
  method: 'GET' | 'POST' | 'DELETE';
  path: string;
  /** JSON text, unless `contentType` says otherwise. Null for none. */
  body: string | null;
  /** Type of the body. Default: JSON. */
  contentType?: string;
  /** Override the upstream's own headers. */
  headers?: Readonly<Record<string, string>>;
  /** Lists by the name of their header, in lower case. They are joined with the upstream's own, without duplicates. */
  lists?: Readonly<Record<string, readonly string[]>>;
};

const keepAliveMs = 30_000;
/** The limit for the headers of one response, or for its trailers. */
export const mostHeaderBytes = 64 * 1024;

/**
 * One provider's address with its pooled connections. Connections open at their first use. Its only timeout is that of
 * the connection. Its caller limits the time of an answer by the signal.
 */
export class Upstream {
  readonly providerId: string;
  readonly secrets: readonly string[];
  readonly network: NetworkContext;
  readonly limits: UpstreamLimits;
  readonly statedForms: readonly string[];
  /** The turns of a local server. Null for other servers, whose requests never disturb each other. */
  readonly turns: Turns | null;
  /** Whether it has left a connection open after a complete answer. */
  leavesOpen = false;
  readonly #options: UpstreamOptions;
  readonly #pathPrefix: string;
  readonly #proxy: string | null;
  #pool: Pool | ProxyAgent | null = null;

  /** Throws `TypeError` for an address that is not http(s). */
  constructor(options: UpstreamOptions) {
    const address = parseBaseUrl(options);
    this.#proxy = proxyOf(address, options.proxies);
    this.providerId = options.providerId;
    this.secrets = options.secrets;
    this.network = {
      providerId: options.providerId,
      origin: address.origin,
      connectTimeoutMs: options.connectTimeoutMs,
      ...(this.#proxy !== null && { proxy: proxyHost(this.#proxy) }),
    };
    this.statedForms = options.statedForms ?? [];
    this.turns = options.isLocal === true ? new Turns() : null;
    this.limits = options.limits ?? defaultUpstreamLimits;
    this.#options = options;
    this.#pathPrefix = address.pathname.replace(/(?<!\/)\/+$/, '');
  }

  /** Sends a request. Its answer goes to `handler`. Returns whether it waits for other requests to end. */
  dispatch(request: UpstreamRequest, handler: Dispatcher.DispatchHandler): boolean {
    const { turns } = this;
    const decoding = new DecodingHandler(handler);
    if (turns === null) {
      this.#send(request, decoding);
      return false;
    }
    return turns.take(handler, () => this.#send(request, new TurnHandler(decoding, turns)));
  }

  /** Cancels the waiting request of this handler. */
  cancel(handler: Dispatcher.DispatchHandler): void {
    this.turns?.leave(handler);
  }

  #send(request: UpstreamRequest, handler: Dispatcher.DispatchHandler): void {
    this.#pool ??= this.#openPool();
    const headers: Record<string, string> = { ...this.#options.headers, ...request.headers };
    for (const [name, list] of Object.entries(request.lists ?? {})) headers[name] = joinLists(headers[name], list);
    if (request.body !== null) headers['content-type'] = request.contentType ?? 'application/json';
    this.#pool.dispatch(
      {
        origin: this.network.origin,
        method: request.method,
        path: this.#pathPrefix + request.path,
        headers,
        body: request.body,
      },
      handler,
    );
  }

  /**
   * Running requests end first. Requests that take longer than `graceMs` are cut. Default: no limit. A later request
   * opens new connections.
   */
  async close(graceMs?: number): Promise<void> {
    const pool = this.#pool;
    this.#pool = null;
    if (pool !== null) await closeWithin(pool, graceMs);
  }

  #openPool(): Pool | ProxyAgent {
    const { maxConnections, connectTimeoutMs } = this.#options;
    const options: Pool.Options = {
      connections: maxConnections,
      pipelining: 1,
      headersTimeout: 0,
      bodyTimeout: 0,
      maxHeaderSize: mostHeaderBytes,
      keepAliveTimeout: keepAliveMs,
      // One answer per socket: an abort then closes the socket, which every upstream notices at once.
      allowH2: false,
    };
    if (this.#proxy !== null) return openProxyAgent(this.#proxy, connectTimeoutMs, options);
    return new Pool(this.network.origin, { ...options, connect: createTimedConnector(connectTimeoutMs) });
  }
}

function joinLists(own: string | undefined, list: readonly string[]): string {
  const names = own?.split(',').map((name) => name.trim()) ?? [];
  return [...new Set([...names, ...list])].filter((name) => name !== '').join(',');
}

function parseBaseUrl(options: UpstreamOptions): URL {
  const address = URL.parse(options.baseUrl);
  if (address === null || !/^https?:$/.test(address.protocol)) {
    throw new TypeError(
      `The base address '${options.baseUrl}' of provider '${options.providerId}' must be an http or https address.`,
    );
  }
  return address;
}

import { Agent, type Dispatcher, type ProxyAgent, fetch as undiciFetch } from 'undici';
import type { ProviderSettings } from '../contract/provider-settings.ts';
import { defaultUpstreamLimits } from '../contract/upstream-limits.ts';
import { closeWithin } from '../http/close-within.ts';
import { announcesDocument } from '../http/life-signs.ts';
import { openProxyAgent, proxyOf } from '../http/outgoing-proxy.ts';
import { createTimedConnector } from '../http/timed-connector.ts';
import { mostHeaderBytes } from '../http/upstream.ts';
import { boundBody } from './bound-body.ts';
import { isEventStream, normalizeBody, showLifeBefore, watchBody } from './normalize-body.ts';
import { watchedCallOf } from './watched-calls.ts';

/** `fetch` over the pooled connections of one provider, and a way to close them. */
export type PooledFetch = { fetch: typeof globalThis.fetch; close: (graceMs?: number) => Promise<void> };

/** Makes a `fetch` that follows the operator's settings: connect timeout, number of sockets, and bytes of an answer. */
export function createPooledFetch(settings: ProviderSettings): PooledFetch {
  const limits = settings.limits ?? defaultUpstreamLimits;
  const dispatchers = openDispatchers(settings);
  // Node's own fetch is another copy of undici, with its own types. So input and output are copied field by field.
  const pooled: typeof globalThis.fetch = async (input, init = {}) => {
    const { method, headers, body, signal } = init;
    if (input instanceof Request || (body != null && typeof body !== 'string')) {
      throw new TypeError(`The pooled fetch of ${settings.id} accepts only an address and a text body.`);
    }
    const answer = await undiciFetch(input, {
      dispatcher: dispatchers.of(input),
      ...(method && { method }),
      ...(headers && { headers: [...new Headers(headers)] }),
      ...(body != null && { body }),
      ...(signal && { signal }),
    });
    const { status, statusText } = answer;
    // Node has one class for these streams, but two sets of types describe it.
    const whole = answer.body as ReadableStream<Uint8Array> | null;
    const contentType = answer.headers.get('content-type') ?? '';
    const call = status < 300 ? watchedCallOf(signal) : undefined;
    const shown = whole && call && announcesDocument(contentType) ? showLifeBefore(whole, call) : whole;
    const bounded = shown && boundBody(shown, { providerId: settings.id, status, contentType, limits });
    if (bounded === null || call === undefined) {
      return new Response(bounded, { status, statusText, headers: [...answer.headers] });
    }
    if (!isEventStream(contentType)) {
      return new Response(watchBody(bounded, call), { status, statusText, headers: [...answer.headers] });
    }
    const normal = new Headers([...answer.headers]);
    normal.set('content-type', 'text/event-stream');
    return new Response(normalizeBody(bounded, call, limits), { status, statusText, headers: normal });
  };
  return { fetch: pooled, close: (graceMs) => dispatchers.close(graceMs) };
}

/** The connections to each address: direct connections, or connections through the proxies in the settings. */
function openDispatchers({ maxConnections, connectTimeoutMs, proxies }: ProviderSettings) {
  const options = {
    connections: maxConnections,
    headersTimeout: 0,
    bodyTimeout: 0,
    maxHeaderSize: mostHeaderBytes,
    allowH2: false,
  };
  const direct = new Agent({ ...options, connect: createTimedConnector(connectTimeoutMs) });
  const proxied = new Map<string, ProxyAgent>();
  return {
    of(address: string | URL): Dispatcher {
      const proxy = proxies === undefined ? null : proxyOf(new URL(address), proxies);
      if (proxy === null) return direct;
      const agent = proxied.get(proxy) ?? openProxyAgent(proxy, connectTimeoutMs, options);
      proxied.set(proxy, agent);
      return agent;
    },
    async close(graceMs?: number): Promise<void> {
      await Promise.all([direct, ...proxied.values()].map((one) => closeWithin(one, graceMs)));
    },
  };
}

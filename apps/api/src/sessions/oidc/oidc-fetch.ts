import { type OutgoingProxies, openProxyAgent, proxyOf } from '@penstock/providers';
import type { CustomFetch } from 'openid-client';
import { Agent, type Dispatcher, fetch as undiciFetch } from 'undici';

/** Metadata, keys, tokens and claims of an identity provider have some kilobytes each. */
const mostBytes = 1024 * 1024;
const connectMs = 5_000;
const limits = { connections: 4, maxResponseSize: mostBytes, headersTimeout: 10_000, bodyTimeout: 10_000 };

/** A bounded `fetch` for calls to an identity provider, through the outgoing proxies if any are set. */
export function openOidcFetch(proxies: OutgoingProxies | null): { fetch: CustomFetch; close(): Promise<void> } {
  const agents = new Map<string | null, Dispatcher>();
  const agentFor = (proxy: string | null): Dispatcher => {
    const agent = agents.get(proxy) ?? open(proxy);
    agents.set(proxy, agent);
    return agent;
  };
  return {
    async fetch(url, { body, ...init }) {
      const response = await undiciFetch(url, {
        ...init,
        ...(body == null ? {} : { body: body instanceof URLSearchParams ? body.toString() : String(body) }),
        dispatcher: agentFor(proxyOf(new URL(url), proxies)),
      });
      // The library checks for Node's own classes.
      const { status, statusText } = response;
      const isEmpty = status === 204 || status === 304;
      const bytes = isEmpty ? null : await response.arrayBuffer();
      return new Response(bytes, { status, statusText, headers: [...response.headers] });
    },
    async close() {
      await Promise.all([...agents.values()].map((agent) => agent.destroy()));
    },
  };
}

function open(proxy: string | null): Dispatcher {
  return proxy === null
    ? new Agent({ connect: { timeout: connectMs }, ...limits })
    : openProxyAgent(proxy, connectMs, limits);
}

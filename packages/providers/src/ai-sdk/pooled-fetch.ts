import { Agent, fetch as undiciFetch } from 'undici';
import type { ProviderSettings } from '../contract/provider-settings.ts';
import { createTimedConnector } from '../http/timed-connector.ts';

/** `fetch` over one provider's own pooled connections, and a way to close them. */
export type PooledFetch = { fetch: typeof globalThis.fetch; close: () => Promise<void> };

/** Makes a `fetch` that keeps to the operator's settings: connect timeout and number of sockets. */
export function createPooledFetch(settings: ProviderSettings): PooledFetch {
  const dispatcher = new Agent({
    connections: settings.maxConnections,
    connect: createTimedConnector(settings.connectTimeoutMs),
    headersTimeout: 0,
    bodyTimeout: 0,
    allowH2: false,
  });
  const pooled = (input: string | URL, init?: Parameters<typeof undiciFetch>[1]): ReturnType<typeof undiciFetch> =>
    undiciFetch(input, { ...init, dispatcher });
  return {
    // Node's own fetch is an older copy of this one; only the names of the types differ.
    fetch: pooled as unknown as typeof globalThis.fetch,
    close: () => dispatcher.close(),
  };
}

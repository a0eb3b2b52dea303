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
  // Node's own fetch is another copy of undici's, with types of its own: what goes in and out is handed over by its parts.
  const pooled: typeof globalThis.fetch = async (input, init = {}) => {
    const { method, headers, body, signal } = init;
    if (input instanceof Request || (body != null && typeof body !== 'string')) {
      throw new TypeError(`The pooled fetch of ${settings.id} takes an address and a body in text, nothing else.`);
    }
    const answer = await undiciFetch(input, {
      dispatcher,
      ...(method && { method }),
      ...(headers && { headers: [...new Headers(headers)] }),
      ...(body != null && { body }),
      ...(signal && { signal }),
    });
    const { status, statusText } = answer;
    // Node has one class for these streams, which two sets of types describe.
    return new Response(answer.body as ReadableStream | null, { status, statusText, headers: [...answer.headers] });
  };
  return { fetch: pooled, close: () => dispatcher.close() };
}

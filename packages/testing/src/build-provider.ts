import type { Provider } from '../provider.ts';

/** A configured provider, but for what is given. */
export function buildProvider(id: string, differences: Partial<Provider> = {}): Provider {
  const baseUrl = `https://api.${id}.test/v1`;
  return {
    id,
    vendorId: id,
    displayName: id,
    dialect: 'openai',
    baseUrl,
    isLocal: false,
    isSandbox: false,
    isConfigured: true,
    setupHint: null,
    settings: { id, baseUrl, apiKey: 'key', headers: {}, connectTimeoutMs: 3000, maxConnections: 512, extra: {} },
    timeouts: {
      connectMs: 3000,
      firstTokenMs: 10_000,
      thinkingFirstTokenMs: 120_000,
      idleMs: 15_000,
      totalMs: 600_000,
    },
    retry: { attempts: 3, baseMs: 250, maxMs: 4000 },
    ...differences,
  };
}

import { providerSettings } from '@penstock/providers/testing';
import type { Provider } from '@penstock/router';

/** A configured provider with the given differences. */
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
    settings: providerSettings({ id, baseUrl, apiKey: 'key' }),
    api: 'chat_completions',
    extraBody: null,
    statedCost: 'unpriced',
    timeouts: {
      connectMs: 3_000,
      firstTokenMs: 10_000,
      thinkingFirstTokenMs: 60_000,
      idleMs: 15_000,
      aliveMs: 300_000,
      totalMs: 600_000,
    },
    retry: { attempts: 3, baseMs: 250, maxMs: 4_000, waitForRetryAfterMs: 1_000 },
    ...differences,
  };
}

import type { ProviderSettings } from '../contract/provider-settings.ts';

/** Settings with the usual defaults and the test's differences. */
export function providerSettings(difference: Partial<ProviderSettings> = {}): ProviderSettings {
  return {
    id: 'test-provider',
    baseUrl: null,
    apiKey: 'test-key-1234',
    headers: {},
    connectTimeoutMs: 3000,
    maxConnections: 512,
    extra: {},
    ...difference,
  };
}

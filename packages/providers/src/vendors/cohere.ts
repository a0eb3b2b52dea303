import { createCohereAdapter } from '../cohere/create-cohere-adapter.ts';
import type { Vendor } from '../contract/vendor.ts';

const baseUrl = 'https://api.cohere.com';

/** Cohere. */
export const cohere: Vendor = {
  id: 'cohere',
  displayName: 'Cohere',
  dialect: 'cohere',
  defaultBaseUrl: baseUrl,
  environment: { apiKey: 'COHERE_API_KEY', baseUrl: 'COHERE_BASE_URL', extra: {} },
  isLocal: false,
  needsKey: true,
  createAdapter: (settings) => createCohereAdapter(settings, baseUrl),
};

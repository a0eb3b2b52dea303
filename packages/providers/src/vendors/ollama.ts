import type { Vendor } from '../contract/vendor.ts';
import { createOllamaAdapter } from '../ollama/create-ollama-adapter.ts';

const baseUrl = 'http://127.0.0.1:11434';

/** Ollama on the operator's machine. A key is sent only if one is configured, for a proxy. */
export const ollama: Vendor = {
  id: 'ollama',
  displayName: 'Ollama',
  dialect: 'ollama',
  defaultBaseUrl: baseUrl,
  environment: { apiKey: 'OLLAMA_API_KEY', baseUrl: 'OLLAMA_BASE_URL', extra: {} },
  isLocal: true,
  needsKey: false,
  takesImagesByValue: true,
  createAdapter: (settings) => createOllamaAdapter(settings, baseUrl),
};

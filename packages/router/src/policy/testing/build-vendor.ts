import type { VendorFacts } from '../vendor-facts.ts';

/** A vendor with its own key and address, and the test's differences. */
export function buildVendor(id: string, differences: Partial<VendorFacts> = {}): VendorFacts {
  const prefix = id.toUpperCase().replaceAll('-', '_');
  return {
    id,
    displayName: id,
    dialect: 'openai',
    defaultBaseUrl: `https://api.${id}.test/v1`,
    environment: { apiKey: `${prefix}_API_KEY`, baseUrl: `${prefix}_BASE_URL`, extra: {} },
    isLocal: false,
    needsKey: true,
    ...differences,
  };
}

/** The vendors in tests. */
export const someVendors: readonly VendorFacts[] = [
  buildVendor('openai', {
    displayName: 'OpenAI',
    environment: {
      apiKey: 'OPENAI_API_KEY',
      baseUrl: 'OPENAI_BASE_URL',
      extra: { organization: 'OPENAI_ORGANIZATION' },
    },
  }),
  buildVendor('anthropic', { dialect: 'anthropic' }),
  buildVendor('mistral'),
  buildVendor('vertex', { dialect: 'ai-sdk' }),
  buildVendor('huggingface'),
  buildVendor('azure', {
    defaultBaseUrl: null,
    environment: { apiKey: 'AZURE_OPENAI_API_KEY', baseUrl: 'AZURE_OPENAI_ENDPOINT', extra: {} },
  }),
  buildVendor('ollama', {
    dialect: 'ollama',
    defaultBaseUrl: 'http://localhost:11434',
    environment: { apiKey: null, baseUrl: 'OLLAMA_BASE_URL', extra: {} },
    isLocal: true,
    needsKey: false,
  }),
];

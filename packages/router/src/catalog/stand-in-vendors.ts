import type { VendorFacts } from './vendor-facts.ts';

/**
 * Providers that are known by name but have no adapter of their own yet: they are reached through the OpenAI dialect
 * that they offer beside their own. A vendor of the same id takes the place of its stand-in.
 */
const standIns: readonly VendorFacts[] = [
  standIn('google', 'Google Gemini', 'https://generativelanguage.googleapis.com/v1beta/openai'),
  standIn('cohere', 'Cohere', 'https://api.cohere.ai/compatibility/v1'),
  {
    ...standIn('ollama', 'Ollama', 'http://localhost:11434'),
    environment: { apiKey: null, baseUrl: 'OLLAMA_BASE_URL', extra: {} },
    addressSuffix: '/v1',
    isLocal: true,
    needsKey: false,
  },
  {
    ...standIn('bedrock', 'Amazon Bedrock', null),
    environment: { apiKey: 'AWS_BEARER_TOKEN_BEDROCK', baseUrl: 'BEDROCK_BASE_URL', extra: {} },
  },
];

/** The vendors with the stand-ins for those that are not among them. */
export function withStandIns(vendors: readonly VendorFacts[]): readonly VendorFacts[] {
  const ids = new Set(vendors.map(({ id }) => id));
  return [...vendors, ...standIns.filter(({ id }) => !ids.has(id))];
}

function standIn(id: string, displayName: string, defaultBaseUrl: string | null): VendorFacts {
  const prefix = id.toUpperCase();
  return {
    id,
    displayName,
    dialect: 'openai',
    defaultBaseUrl,
    environment: { apiKey: `${prefix}_API_KEY`, baseUrl: `${prefix}_BASE_URL`, extra: {} },
    isLocal: false,
    needsKey: true,
    isStandIn: true,
  };
}

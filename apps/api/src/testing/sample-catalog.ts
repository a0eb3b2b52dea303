import { providerSettings } from '@penstock/providers/testing';
import type { Catalog, Chain, Model, Provider } from '@penstock/router';
import { buildCatalog, buildModel, buildProvider } from '@penstock/testing';

const flat = (usdPerMTok: number) => ({ usdPerMTok, tiers: [] });

/** A sample model with function calling and a tiered price. `changes` replace members. */
export function sampleModel(id: string, changes: Partial<Model> = {}): Model {
  return buildModel(id, {
    capabilities: new Set(['text', 'code', 'function_calling']),
    tags: ['general'],
    useCases: ['chat'],
    quality: { score: 0.7, source: 'arena' },
    price: {
      input: { usdPerMTok: 0.15, tiers: [{ aboveInputTokens: 100_000, usdPerMTok: 0.3 }] },
      cachedInput: flat(0.075),
      cacheWrite: flat(0.15),
      cacheWriteHour: flat(0.15),
      output: flat(0.6),
      reasoning: flat(0.6),
      requestUsd: 0,
      source: 'genai-prices@0.1.8',
    },
    expectedLatency: { firstTokenMs: 400, tokensPerSecond: 90 },
    releasedAt: '2024-07-18',
    ...changes,
  });
}

/** Three models: a cheap model, a good model with vision, and a local model without a price. */
const sampleModels: readonly Model[] = [
  sampleModel('openai/gpt-4o-mini', { tags: ['cheap'] }),
  sampleModel('anthropic/claude-sonnet', {
    capabilities: new Set(['text', 'code', 'vision', 'reasoning']),
    contextWindow: 200_000,
    quality: { score: 0.9, source: 'benchmark' },
    isConfigured: false,
    promptCache: { minTokens: null, ttlS: null },
    takesPrefill: true,
  }),
  sampleModel('ollama/llama3', { isLocal: true, price: null, contextWindow: 8_192, useCases: ['private notes'] }),
];

export const sampleChains: readonly Chain[] = [
  { name: 'HIGH_QUALITY', description: 'The best first.', modelIds: ['anthropic/claude-sonnet', 'openai/gpt-4o-mini'] },
];

function sampleProvider(id: string, changes: Partial<Provider> = {}): Provider {
  const settings = providerSettings({ id, apiKey: 'secret-key-of-a-provider' });
  return buildProvider(id, { dialect: id, baseUrl: null, settings, ...changes });
}

const sampleProviders: readonly Provider[] = [
  sampleProvider('openai'),
  sampleProvider('anthropic', { isConfigured: false, setupHint: 'set ANTHROPIC_API_KEY' }),
  sampleProvider('ollama', { isLocal: true, baseUrl: 'http://127.0.0.1:11434' }),
];

export function sampleCatalog(): Catalog {
  return buildCatalog(sampleModels, sampleProviders);
}

import type { Catalog, Chain, Model, Provider } from '@penstock/router';

const flat = (usdPerMTok: number) => ({ usdPerMTok, tiers: [] });

/** A model with everything in its usual place. */
export function sampleModel(id: string, changes: Partial<Model> = {}): Model {
  const slash = id.indexOf('/');
  const providerId = id.slice(0, slash);
  const name = id.slice(slash + 1);
  return {
    id,
    providerId,
    name,
    displayName: name,
    contextWindow: 128_000,
    maxOutputTokens: 16_384,
    capabilities: new Set(['text', 'code', 'function_calling']),
    tags: ['general'],
    useCases: ['chat'],
    quality: { score: 0.7, source: 'arena' },
    price: {
      input: { usdPerMTok: 0.15, tiers: [{ aboveInputTokens: 100_000, usdPerMTok: 0.3 }] },
      cachedInput: flat(0.075),
      cacheWrite: flat(0.15),
      output: flat(0.6),
      reasoning: flat(0.6),
      requestUsd: 0,
      source: 'genai-prices@0.1.8',
    },
    expectedLatency: { firstTokenMs: 400, tokensPerSecond: 90 },
    isLocal: false,
    isSandbox: false,
    takesPrefill: false,
    thinksFirst: false,
    takesSampling: true,
    isActive: true,
    isConfigured: true,
    deployments: [{ id: 'default', providerId, upstreamName: name, weight: 1 }],
    releasedAt: '2024-07-18',
    ...changes,
  };
}

/** Three models: a cheap one, a good one that sees, and a local one without a price. */
const sampleModels: readonly Model[] = [
  sampleModel('openai/gpt-4o-mini', { tags: ['cheap'] }),
  sampleModel('anthropic/claude-sonnet', {
    capabilities: new Set(['text', 'code', 'vision', 'reasoning']),
    contextWindow: 200_000,
    quality: { score: 0.9, source: 'benchmark' },
    isConfigured: false,
    takesPrefill: true,
  }),
  sampleModel('ollama/llama3', { isLocal: true, price: null, contextWindow: 8_192, useCases: ['private notes'] }),
];

export const sampleChains: readonly Chain[] = [
  { name: 'HIGH_QUALITY', description: 'The best first.', modelIds: ['anthropic/claude-sonnet', 'openai/gpt-4o-mini'] },
];

function sampleProvider(id: string, changes: Partial<Provider> = {}): Provider {
  return {
    id,
    vendorId: id,
    displayName: id,
    dialect: id,
    baseUrl: null,
    isLocal: false,
    isSandbox: false,
    isConfigured: true,
    setupHint: null,
    settings: {
      id,
      baseUrl: null,
      apiKey: 'secret-key-of-a-provider',
      headers: {},
      connectTimeoutMs: 3_000,
      maxConnections: 512,
      extra: {},
    },
    timeouts: {
      connectMs: 3_000,
      firstTokenMs: 10_000,
      thinkingFirstTokenMs: 60_000,
      idleMs: 15_000,
      totalMs: 600_000,
    },
    retry: { attempts: 3, baseMs: 250, maxMs: 4_000 },
    ...changes,
  };
}

const sampleProviders: readonly Provider[] = [
  sampleProvider('openai'),
  sampleProvider('anthropic', { isConfigured: false, setupHint: 'set ANTHROPIC_API_KEY' }),
  sampleProvider('ollama', { isLocal: true, baseUrl: 'http://127.0.0.1:11434' }),
];

export function sampleCatalog(models: readonly Model[] = sampleModels): Catalog {
  return {
    revision: 1,
    models,
    capabilities: new Set(models.flatMap((model) => [...model.capabilities])),
    providers: sampleProviders,
    problems: [],
    pricesValidUntilMs: null,
    find: (id) => models.find((model) => model.id === id),
    resolve: (idOrName) => models.find((model) => model.id === idOrName || model.name === idOrName),
    findProvider: (id) => sampleProviders.find((provider) => provider.id === id),
  };
}

import type { Model, Price } from '@penstock/router';

/** A price per million tokens without tiers. Cached tokens cost as much as the input. */
export function flatPrice(inputUsdPerMTok: number, outputUsdPerMTok: number): Price {
  const input = { usdPerMTok: inputUsdPerMTok, tiers: [] };
  const output = { usdPerMTok: outputUsdPerMTok, tiers: [] };
  const prompt = { input, cachedInput: input, cacheWrite: input, cacheWriteHour: input };
  return { ...prompt, output, reasoning: output, requestUsd: 0, source: 'policy' };
}

/**
 * A usable, ordinary model with the given differences. The only place that lists every fact of a model for tests. `id`:
 * `provider/name`, or a single name that is both.
 */
export function buildModel(id: string, differences: Partial<Model> = {}): Model {
  const slash = id.indexOf('/');
  const providerId = slash === -1 ? id : id.slice(0, slash);
  const name = id.slice(slash + 1);
  return {
    id,
    providerId,
    name,
    displayName: name,
    contextWindow: 128_000,
    maxOutputTokens: 16_384,
    capabilities: new Set(['text']),
    tags: [],
    useCases: [],
    quality: { score: 0.7, source: 'estimate' },
    price: flatPrice(1, 4),
    expectedLatency: { firstTokenMs: 400, tokensPerSecond: 80 },
    isLocal: false,
    isSandbox: false,
    promptCache: { minTokens: null, ttlS: null },
    takesPrefill: false,
    thinksFirst: false,
    takesSampling: true,
    efforts: null,
    isActive: true,
    isConfigured: true,
    prefersStatedCost: false,
    deployments: [{ id: 'default', providerId, upstreamName: name, weight: 1 }],
    releasedAt: null,
    deprecatedAt: null,
    ...differences,
  };
}

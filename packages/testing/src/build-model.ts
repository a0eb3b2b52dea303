import type { Catalog } from '../../catalog/catalog.ts';
import type { Model } from '../../catalog/model.ts';
import type { Price } from '../../catalog/price.ts';
import { splitModelId } from '../../policy/model-id.ts';

/** A price per million tokens without tiers; cached tokens at the input's. */
export function flatPrice(inputUsdPerMTok: number, outputUsdPerMTok: number): Price {
  const input = { usdPerMTok: inputUsdPerMTok, tiers: [] };
  const output = { usdPerMTok: outputUsdPerMTok, tiers: [] };
  return { input, cachedInput: input, cacheWrite: input, output, reasoning: output, requestUsd: 0, source: 'policy' };
}

/** A usable, ordinary model, but for what is given. */
export function buildModel(id: string, differences: Partial<Model> = {}): Model {
  const { providerId, name } = splitModelId(id);
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
    takesPrefill: false,
    thinksFirst: false,
    takesSampling: true,
    isActive: true,
    isConfigured: true,
    deployments: [{ id: 'default', providerId, upstreamName: name, weight: 1 }],
    releasedAt: null,
    ...differences,
  };
}

/** A catalog of just these models, without providers. */
export function buildCatalog(models: readonly Model[]): Catalog {
  const byId = new Map(models.map((model) => [model.id, model]));
  return {
    revision: 1,
    models,
    capabilities: new Set(models.flatMap((model) => [...model.capabilities])),
    providers: [],
    problems: [],
    pricesValidUntilMs: null,
    find: (id) => byId.get(id),
    resolve: (idOrName) => byId.get(idOrName) ?? models.find((model) => model.name === idOrName),
    findProvider: () => undefined,
  };
}

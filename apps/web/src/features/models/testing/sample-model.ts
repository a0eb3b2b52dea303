import type { CatalogModel } from '../catalog-model.ts';

/** A model for tests, with overrides. */
export function sampleModel(facts: Partial<CatalogModel> & { id: string }): CatalogModel {
  const [provider = '', name = ''] = facts.id.split('/');
  return {
    name,
    displayName: name,
    provider: { id: provider, displayName: provider, setupHint: null },
    contextWindow: 128_000,
    maxOutputTokens: 16_384,
    capabilities: ['text'],
    tags: [],
    quality: 0.5,
    qualitySource: 'ARENA',
    price: { inputPerMTok: '1', cachedInputPerMTok: '0.5', outputPerMTok: '4' },
    expectedFirstTokenMs: 500,
    expectedTokensPerSecond: 80,
    local: false,
    active: true,
    configured: true,
    ...facts,
  };
}

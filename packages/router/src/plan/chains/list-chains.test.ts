import { buildCatalog, buildModel, buildRouting, flatPrice } from '@penstock/testing';
import { describe, expect, it } from 'vitest';
import { indexCatalog } from '../catalog-index.ts';
import { planRequest } from '../plan-request.ts';
import { buildPlanInput } from '../testing/build-plan-input.ts';
import { listChains } from './list-chains.ts';

const models = [
  buildModel('acme/frontier', {
    price: flatPrice(10, 40),
    quality: { score: 0.95, source: 'arena' },
    capabilities: new Set(['text', 'code', 'reasoning', 'analysis']),
    contextWindow: 400_000,
  }),
  buildModel('acme/thinker', {
    price: flatPrice(0.05, 0.2),
    quality: { score: 0.8, source: 'arena' },
    capabilities: new Set(['text', 'reasoning']),
    thinksFirst: true,
    contextWindow: 64_000,
  }),
  buildModel('acme/small', {
    price: flatPrice(0.1, 0.4),
    quality: { score: 0.6, source: 'arena' },
    expectedLatency: { firstTokenMs: 100, tokensPerSecond: 300 },
  }),
  buildModel('home/llama', {
    price: flatPrice(0, 0),
    quality: { score: 0.4, source: 'estimate' },
    capabilities: new Set(['text', 'code']),
    isLocal: true,
    contextWindow: 8192,
  }),
  buildModel('acme/secret', { price: null, quality: { score: 0.7, source: 'estimate' } }),
  buildModel('acme/off', { isActive: false }),
  buildModel('acme/vectors', { capabilities: new Set(['embeddings']) }),
];

const expected = {
  HIGH_QUALITY: ['acme/frontier', 'acme/thinker', 'acme/secret', 'acme/small', 'home/llama'],
  COST_OPTIMIZED: ['home/llama', 'acme/thinker', 'acme/small', 'acme/frontier'],
  FAST_LATENCY: ['acme/small', 'acme/frontier', 'acme/thinker', 'home/llama', 'acme/secret'],
  LOCAL_ONLY: ['home/llama'],
  CODE_GENERATION: ['acme/frontier', 'home/llama'],
  LONG_CONTEXT: ['acme/frontier', 'acme/secret', 'acme/small'],
  BALANCED: ['acme/thinker', 'home/llama', 'acme/small', 'acme/frontier'],
  ANALYSIS: ['acme/frontier', 'acme/thinker'],
  SIMPLE_TASKS: ['acme/small', 'acme/frontier'],
};

describe('the built-in chains', () => {
  const chains = listChains(indexCatalog(buildCatalog(models)), buildRouting());

  it('are nine', () => {
    expect(chains.map(({ name }) => name)).toEqual(Object.keys(expected));
    for (const { description, isFromPolicy } of chains) {
      expect(description).toMatch(/\.$/);
      expect(isFromPolicy).toBe(false);
    }
  });

  it.each(Object.entries(expected))('%s has usable models of the catalog', (name, modelIds) => {
    expect(chains.find((chain) => chain.name === name)?.modelIds).toEqual(modelIds);
  });

  it('have eight models at most', () => {
    const many = Array.from({ length: 30 }, (_, order) => buildModel(`acme/m${order}`));
    expect(listChains(indexCatalog(buildCatalog(many)), buildRouting())[0]?.modelIds).toHaveLength(8);
  });
});

describe("the operator's chains", () => {
  const own = (name: string, modelIds: string[]) => ({ name, description: 'Ours.', modelIds });

  it('replace built-in chains of the same name, and the other chains follow', () => {
    const routing = buildRouting({ chains: [own('NIGHTLY', ['acme/small']), own('ANALYSIS', ['acme/small'])] });
    const chains = listChains(indexCatalog(buildCatalog(models)), routing);
    expect(chains).toHaveLength(10);
    expect(chains[7]).toMatchObject({ name: 'ANALYSIS', modelIds: ['acme/small'], isFromPolicy: true });
    expect(chains[9]).toMatchObject({ name: 'NIGHTLY', isFromPolicy: true });
  });

  it('are found in any case, and may use bare names', () => {
    const routing = buildRouting({ chains: [own('Nightly-Batch', ['small', 'acme/thinker', 'acme/small'])] });
    const plan = planRequest(buildPlanInput(models, { chain: 'nightly_batch' }, { routing }));
    expect(plan.chain).toBe('Nightly-Batch');
    expect(plan.candidates.map(({ modelId }) => modelId)).toEqual(['acme/small', 'acme/thinker']);
  });
});

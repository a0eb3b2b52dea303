import { buildModel, flatPrice } from '@penstock/testing';
import { describe, expect, it } from 'vitest';
import { type RecommendationRequest, recommend } from './recommend.ts';
import { buildPlanInput } from './testing/build-plan-input.ts';

const models = [
  buildModel('acme/frontier', {
    price: flatPrice(10, 40),
    quality: { score: 0.95, source: 'arena' },
    capabilities: new Set(['text', 'code', 'vision']),
  }),
  buildModel('acme/coder', {
    price: flatPrice(0.5, 2),
    quality: { score: 0.8, source: 'benchmark' },
    capabilities: new Set(['text', 'code']),
    useCases: ['code_generation'],
  }),
  buildModel('acme/small', {
    price: flatPrice(0.1, 0.4),
    quality: { score: 0.6, source: 'arena' },
    contextWindow: 8192,
  }),
  buildModel('home/llama', { price: flatPrice(0, 0), quality: { score: 0.4, source: 'estimate' }, isLocal: true }),
  buildModel('acme/unpriced', { price: null, quality: { score: 0.3, source: 'estimate' } }),
  buildModel('keyless/model', { isConfigured: false }),
];

function ask(request: Partial<RecommendationRequest> = {}) {
  return recommend({
    ...buildPlanInput(models, {}, { nowMs: 0 }),
    request: {
      taskType: null,
      contextLength: null,
      costPreference: null,
      requiredCapabilities: [],
      strategy: null,
      limit: 5,
      ...request,
    },
  });
}

function ids(list: ReturnType<typeof ask>): string[] {
  return list.items.map(({ model }) => model.id);
}

describe('recommendations', () => {
  it('put models for the task first', () => {
    expect(ids(ask({ taskType: 'code_generation' }))[0]).toBe('acme/coder');
  });

  it('follow the cost preference', () => {
    expect(ids(ask({ costPreference: 'LOW' }))[0]).toBe('home/llama');
    expect(ids(ask({ costPreference: 'HIGH' }))[0]).toBe('acme/frontier');
  });

  it('follow the requested strategy and the requested number', () => {
    expect(ids(ask({ strategy: 'QUALITY_OPTIMIZED', taskType: 'code_generation', limit: 2 }))).toEqual([
      'acme/frontier',
      'acme/coder',
    ]);
    expect(ask({ limit: 0 }).items).toEqual([]);
  });

  it('exclude models with a small window, without a capability or without configuration, and say so', () => {
    const list = ask({ contextLength: 20_000, requiredCapabilities: ['code'] });
    expect(ids(list).toSorted()).toEqual(['acme/coder', 'acme/frontier']);
    const rules = Object.fromEntries(list.exclusions.map(({ modelId, reason }) => [modelId, reason.code]));
    expect(rules).toMatchObject({ 'keyless/model': 'not-configured', 'home/llama': 'capability' });
    expect(ask({ contextLength: 20_000 }).exclusions.map(({ modelId }) => modelId)).toContain('acme/small');
  });

  it('calculate the cost from the context length', () => {
    const cost = (contextLength: number) =>
      ask({ contextLength, strategy: 'QUALITY_OPTIMIZED' }).items[0]?.estimatedCostUsd;
    expect(cost(50_000)).toBeCloseTo((50_000 * 10 + 400 * 40) / 1_000_000, 12);
    expect(cost(0)).toBeCloseTo((400 * 40) / 1_000_000, 12);
  });

  it('give reasons in complete sentences', () => {
    const { items } = ask({ requiredCapabilities: ['text'] });
    const reasonsOf = (id: string) => items.find(({ model }) => model.id === id)?.reasons.join('\n') ?? '';
    for (const { reasons } of items) {
      for (const reason of reasons) expect(reason).toMatch(/^[A-Z].*\.$/);
    }
    expect(reasonsOf('home/llama')).toContain('It costs nothing.');
    expect(reasonsOf('home/llama')).toContain('It runs on your own machines');
    expect(reasonsOf('acme/unpriced')).toContain('Its price is not known.');
    expect(reasonsOf('acme/frontier')).toContain('Its quality is 0.95 of 1 (source: arena).');
    expect(reasonsOf('acme/small')).toContain('It has the required capabilities: text.');
    expect(reasonsOf('acme/coder')).toContain('Such a request costs about $0.0013, less than 2 of the 4 others.');
  });
});

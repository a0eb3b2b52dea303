import { buildModel, buildRequest, buildRouting, buildTaskPreferences, flatPrice } from '@penstock/testing';
import { describe, expect, it } from 'vitest';
import { type Strategy, strategies } from '../../policy/strategy.ts';
import { describeCandidate } from '../describe-reasons.ts';
import { planRequest } from '../plan-request.ts';
import { buildPlanInput } from '../testing/build-plan-input.ts';
import { strategyOf } from './all-strategies.ts';

const models = [
  buildModel('acme/dear', { price: flatPrice(10, 40), quality: { score: 0.95, source: 'arena' } }),
  buildModel('acme/cheap', {
    price: flatPrice(0.1, 0.4),
    quality: { score: 0.5, source: 'arena' },
    expectedLatency: { firstTokenMs: 900, tokensPerSecond: 30 },
  }),
  buildModel('acme/quick', {
    price: flatPrice(2, 8),
    quality: { score: 0.6, source: 'arena' },
    expectedLatency: { firstTokenMs: 100, tokensPerSecond: 400 },
  }),
  buildModel('home/coder', {
    price: flatPrice(0.5, 0.5),
    quality: { score: 0.4, source: 'estimate' },
    capabilities: new Set(['text', 'code']),
    useCases: ['code-generation'],
    isLocal: true,
    expectedLatency: { firstTokenMs: 900, tokensPerSecond: 20 },
  }),
  buildModel('acme/unpriced', { price: null, quality: { score: 0.55, source: 'estimate' } }),
];

function order(
  strategy: Strategy,
  differences: Partial<Parameters<typeof planRequest>[0]> = {},
  taskType: string | null = null,
) {
  const input = buildPlanInput(models, {}, { ...differences, request: buildRequest({ strategy, taskType }) });
  return planRequest(input).candidates.map(({ modelId }) => modelId.slice(modelId.indexOf('/') + 1));
}

describe.each(strategies)('every strategy: %s', (name) => {
  const strategy = strategyOf(name);

  it('has its name', () => {
    expect(strategy.name).toBe(name);
  });

  it('keeps every candidate, scores it from 0 to 1 and orders by the score', () => {
    const { candidates } = planRequest(buildPlanInput(models, { strategy: name }, { rotation: 7 }));
    expect(candidates).toHaveLength(models.length);
    const scores = candidates.map(({ score }) => score);
    expect(scores).toEqual(scores.toSorted((first, second) => second - first));
    expect(Math.min(...scores)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...scores)).toBeLessThanOrEqual(1);
  });

  it('keeps the order of the catalog among equal models', () => {
    const twins = ['c', 'a', 'b'].map((twin) => buildModel(`acme/${twin}`));
    const { candidates } = planRequest(buildPlanInput(twins, { strategy: name }));
    expect(candidates.map(({ modelId }) => modelId.slice(modelId.indexOf('/') + 1))).toEqual(['c', 'a', 'b']);
  });

  it('exempts local models from the least quality if it prefers them', () => {
    const weak = buildModel('home/weak', { quality: { score: 0.3, source: 'arena' }, isLocal: true });
    const good = buildModel('acme/good', { quality: { score: 0.9, source: 'arena' } });
    const routing = buildRouting({ minQuality: 0.6 });
    const { candidates } = planRequest(buildPlanInput([weak, good], { strategy: name }, { routing }));
    const ids = candidates.map(({ modelId }) => modelId);
    expect(ids.includes('home/weak')).toBe(strategy.prefersLocal || name === 'MANUAL');
  });

  it('explains itself, and works with one model and with none', () => {
    const alone = planRequest(buildPlanInput(models.slice(0, 1), { strategy: name }));
    expect(alone.candidates.map(describeCandidate)[0]?.length).toBeGreaterThan(10);
    expect(planRequest(buildPlanInput([], { strategy: name })).candidates).toEqual([]);
  });
});

it('COST_OPTIMIZED puts the cheapest first and unpriced models last', () => {
  expect(order('COST_OPTIMIZED')).toEqual(['cheap', 'coder', 'quick', 'dear', 'unpriced']);
});

it('COST_OPTIMIZED prefers the better of two models with the same cost', () => {
  const free = [0.3, 0.8].map((score, place) =>
    buildModel(`acme/free${place}`, { price: flatPrice(0, 0), quality: { score, source: 'estimate' } }),
  );
  const { candidates } = planRequest(buildPlanInput(free, { strategy: 'COST_OPTIMIZED' }));
  expect(candidates.map(({ modelId }) => modelId.slice(modelId.indexOf('/') + 1))).toEqual(['free1', 'free0']);
});

it('LATENCY_OPTIMIZED puts the fastest first', () => {
  expect(order('LATENCY_OPTIMIZED')).toEqual(['quick', 'dear', 'unpriced', 'cheap', 'coder']);
});

it('QUALITY_OPTIMIZED puts the best first', () => {
  expect(order('QUALITY_OPTIMIZED')).toEqual(['dear', 'quick', 'unpriced', 'cheap', 'coder']);
});

it('QUALITY_OPTIMIZED prefers the cheaper of two equally good models', () => {
  const equals = [5, 1].map((usd) => buildModel(`acme/for${usd}`, { price: flatPrice(usd, usd) }));
  const { candidates } = planRequest(buildPlanInput(equals, { strategy: 'QUALITY_OPTIMIZED' }));
  expect(candidates.map(({ modelId }) => modelId.slice(modelId.indexOf('/') + 1))).toEqual(['for1', 'for5']);
});

it('LOCAL_FIRST puts local models before all others', () => {
  expect(order('LOCAL_FIRST')[0]).toBe('coder');
});

it.each([
  { weights: { cost: 1, quality: 0, latency: 0 }, first: 'cheap' },
  { weights: { cost: 0, quality: 3, latency: 0 }, first: 'dear' },
  { weights: { cost: 0, quality: 0, latency: 0.1 }, first: 'quick' },
])('BALANCED uses the weights of the policy: $weights puts $first first', ({ weights, first }) => {
  expect(order('BALANCED', { routing: buildRouting({ weights }) })[0]).toBe(first);
});

it('CAPABILITY_MATCH puts models for the task first', () => {
  expect(order('CAPABILITY_MATCH', {}, 'code generation')[0]).toBe('coder');
  const taskPreferences = buildTaskPreferences({ gardening: ['acme/dear'] });
  expect(order('CAPABILITY_MATCH', { routing: buildRouting({ taskPreferences }) }, 'gardening')[0]).toBe('dear');
});

it('CAPABILITY_MATCH uses BALANCED if the request names no task', () => {
  for (const task of ['constructor', '__proto__', 'toString']) {
    expect(order('CAPABILITY_MATCH', {}, task)).toEqual(order('CAPABILITY_MATCH', {}, 'sailing'));
  }
  expect(order('CAPABILITY_MATCH')).toEqual(order('BALANCED'));
});

it('ROUND_ROBIN puts every model first in turn', () => {
  const firsts = Array.from({ length: 6 }, (_, rotation) => order('ROUND_ROBIN', { rotation })[0]);
  expect(firsts).toEqual(['dear', 'cheap', 'quick', 'coder', 'unpriced', 'dear']);
});

it("MANUAL keeps the policy's order: default model, fallback chain, then the catalog", () => {
  const routing = buildRouting({ defaultModelId: 'acme/quick', fallbackChain: ['home/coder', 'acme/quick'] });
  expect(order('MANUAL', { routing })).toEqual(['quick', 'coder', 'dear', 'cheap', 'unpriced']);
});

import { buildHealth, buildModel, buildRouting, buildTaskPreferences, flatPrice } from '@penstock/testing';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Model } from '../catalog/model.ts';
import type { ModelHealth } from '../health/health-view.ts';
import { capabilities } from '../policy/capability.ts';
import { costPreferences, strategies } from '../policy/strategy.ts';
import { describeCandidate, describeExclusion } from './describe-reasons.ts';
import { allExclusions, type Exclusion, type Plan } from './plan.ts';
import type { PlanInput } from './plan-input.ts';
import { planRequest } from './plan-request.ts';
import { buildPlanInput } from './testing/build-plan-input.ts';

const names = Array.from({ length: 12 }, (_, order) => `p${order % 3}/m${order}`);
const name = fc.constantFrom(...names, 'un/known', 'm3');
const orNull = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null, freq: 2 });
const usd = fc.double({ min: 0, max: 1, noNaN: true });

const models: fc.Arbitrary<Model[]> = fc.uniqueArray(fc.constantFrom(...names), { minLength: 1 }).chain((ids) =>
  fc.tuple(
    ...ids.map((id) =>
      fc
        .record({
          contextWindow: fc.integer({ min: 500, max: 200_000 }),
          maxOutputTokens: fc.integer({ min: 100, max: 64_000 }),
          capabilities: fc.subarray([...capabilities]).map((subset) => new Set(subset)),
          quality: fc.double({ min: 0, max: 1, noNaN: true }).map((score) => ({ score, source: 'estimate' as const })),
          price: orNull(
            fc
              .tuple(fc.double({ min: 0, max: 100, noNaN: true }), fc.double({ min: 0, max: 500, noNaN: true }))
              .map(([input, output]) => flatPrice(input, output)),
          ),
          isLocal: fc.boolean(),
          isSandbox: fc.boolean(),
          isActive: fc.boolean(),
          isConfigured: fc.boolean(),
          thinksFirst: fc.boolean(),
        })
        .map((differences) => buildModel(id, differences)),
    ),
  ),
);

const health: fc.Arbitrary<Partial<ModelHealth>> = fc.record({
  status: fc.constantFrom('AVAILABLE', 'SLOW', 'UNAVAILABLE', 'UNKNOWN'),
  breaker: fc.constantFrom('CLOSED', 'OPEN', 'HALF_OPEN'),
  successRate: orNull(fc.double({ min: 0, max: 1, noNaN: true })),
  firstTokenMs: orNull(fc.integer({ min: 0, max: 60_000 })),
  tokensPerSecond: orNull(fc.double({ min: 0, max: 1000, noNaN: true })),
  retryAtMs: orNull(fc.integer({ min: 999_000, max: 1_001_000 })),
});

const input: fc.Arbitrary<PlanInput> = fc
  .record({
    models,
    healthById: fc.dictionary(fc.constantFrom(...names), health),
    rotation: fc.integer({ min: 0, max: 1_000_000 }),
    routing: fc.record({
      defaultStrategy: fc.constantFrom(...strategies),
      preferLocal: fc.boolean(),
      defaultProvider: orNull(fc.constantFrom('p0', 'p1')),
      defaultModelId: orNull(name),
      fallbackChain: fc.uniqueArray(name, { maxLength: 4 }),
      chains: fc.constant([{ name: 'OURS', description: null, modelIds: ['p1/m1', 'un/known', 'p2/m2'] }]),
      taskPreferences: fc.constant(buildTaskPreferences({ code_generation: ['p1/m4', 'p0/m0'] })),
    }),
    request: fc.record({
      strategy: orNull(fc.constantFrom(...strategies)),
      chain: orNull(fc.constantFrom('OURS', 'LOCAL_ONLY', 'HIGH_QUALITY', 'NONE')),
      model: orNull(name),
      fallbackModels: fc.array(name, { maxLength: 3 }),
      enableFallback: fc.boolean(),
      provider: fc.option(fc.constantFrom('p0', 'p9'), { nil: null, freq: 5 }),
      preferredProvider: orNull(fc.constantFrom('p1', 'p9')),
      preferredModel: orNull(name),
      taskType: orNull(fc.constantFrom('code_generation', 'translation', 'gardening')),
      requiredCapabilities: fc.subarray([...capabilities], { maxLength: 2 }),
      costPreference: fc.constantFrom(...costPreferences),
      maxLatencyMs: orNull(fc.integer({ min: 1, max: 100_000 })),
      costLimitUsd: orNull(usd),
      budgetRemainingUsd: orNull(usd),
      inputTokens: fc.integer({ min: 0, max: 150_000 }),
      maxOutputTokens: orNull(fc.integer({ min: 1, max: 100_000 })),
    }),
  })
  .map(({ models: listed, healthById, rotation, routing, request }) =>
    buildPlanInput(listed, request, { health: buildHealth(healthById), rotation, routing: buildRouting(routing) }),
  );

function check(property: (planInput: PlanInput) => void): void {
  fc.assert(fc.property(input, property), { numRuns: 400 });
}

it('every model of the catalog is exactly once a candidate or an exclusion', () => {
  check((planInput) => {
    const plan = planRequest(planInput);
    const isStatic = ({ reason }: Exclusion) => reason.code === 'inactive' || reason.code === 'not-configured';
    expect(plan.exclusions.filter(isStatic)).toEqual([]);
    expect(plan.staticExclusions?.exclusions.every(isStatic)).not.toBe(false);
    const excluded = allExclusions(plan).filter(({ reason }) => reason.code !== 'unknown');
    const named = [...plan.candidates, ...excluded].map(({ modelId }) => modelId);
    expect(named.toSorted()).toEqual(planInput.catalog.models.map(({ id }) => id).toSorted());
  });
});

it('equal input gives an equal plan after any other plan', () => {
  check((planInput) => {
    const first = planRequest(planInput);
    planRequest({ ...planInput, rotation: planInput.rotation + 1 });
    expect(planRequest(planInput)).toEqual(first);
  });
});

it('all scores are between 0 and 1, and the best on each axis has 1', () => {
  check((planInput) => {
    const { candidates } = planRequest({ ...planInput, request: { ...planInput.request, enableFallback: true } });
    for (const { score, scores } of candidates) {
      for (const value of [score, ...Object.values(scores)]) {
        expect(value).toBeGreaterThanOrEqual(0);
        expect(value).toBeLessThanOrEqual(1);
      }
    }
    if (candidates.length === 0) return;
    expect(Math.max(...candidates.map(({ scores }) => scores.quality))).toBe(1);
    expect(Math.max(...candidates.map(({ scores }) => scores.latency))).toBe(1);
    if (candidates.some(({ estimatedCostUsd }) => estimatedCostUsd !== null)) {
      expect(Math.max(...candidates.map(({ scores }) => scores.cost))).toBe(1);
    }
  });
});

it('the worst case is never below the estimate, and never above a limit', () => {
  check((planInput) => {
    for (const { estimatedCostUsd, worstCaseCostUsd } of planRequest(planInput).candidates) {
      if (estimatedCostUsd === null || worstCaseCostUsd === null) continue;
      expect(worstCaseCostUsd).toBeGreaterThanOrEqual(estimatedCostUsd * (1 - 1e-9) - 1e-12);
      const { costLimitUsd, budgetRemainingUsd } = planInput.request;
      expect(worstCaseCostUsd).toBeLessThanOrEqual((costLimitUsd ?? Infinity) + 1e-9);
      expect(worstCaseCostUsd).toBeLessThanOrEqual(budgetRemainingUsd ?? Infinity);
    }
  });
});

it('every reason can be written as text', () => {
  check((planInput) => {
    const plan = planRequest(planInput);
    for (const sentence of [...plan.candidates.map(describeCandidate), ...allExclusions(plan).map(describeExclusion)]) {
      expect(sentence.length).toBeGreaterThan(4);
      expect(sentence).not.toMatch(/undefined|null|NaN|object/);
    }
  });
});

it('a plan is plain data: after a round trip through JSON, it and its text are equal', () => {
  check((planInput) => {
    const plan = planRequest(planInput);
    const read: Plan = JSON.parse(JSON.stringify(plan));
    expect(read).toStrictEqual(plan);
    expect(read.candidates.map(describeCandidate)).toEqual(plan.candidates.map(describeCandidate));
    expect(allExclusions(read).map(describeExclusion)).toEqual(allExclusions(plan).map(describeExclusion));
  });
});

it('without fallback there is at most one candidate', () => {
  check((planInput) => {
    const request = { ...planInput.request, enableFallback: false };
    expect(planRequest({ ...planInput, request }).candidates.length).toBeLessThanOrEqual(1);
  });
});

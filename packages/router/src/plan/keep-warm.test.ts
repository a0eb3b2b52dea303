import { buildModel, flatPrice } from '@penstock/testing';
import { describe, expect, it } from 'vitest';
import { describeCandidate } from './describe-reasons.ts';
import type { PlanRequest } from './plan.ts';
import { planRequest } from './plan-request.ts';
import { buildPlanInput } from './testing/build-plan-input.ts';

/** Cached tokens cost a tenth. */
function priced(id: string, inputUsdPerMTok: number) {
  const price = flatPrice(inputUsdPerMTok, inputUsdPerMTok);
  return buildModel(id, { price: { ...price, cachedInput: { usdPerMTok: inputUsdPerMTok / 10, tiers: [] } } });
}

const models = [priced('a/cheap', 1), priced('b/dear', 1.5), priced('c/dearest', 20)];

function plan(modelId: string, cachedTokens: number, request: Partial<PlanRequest> = {}) {
  const asked = { strategy: 'COST_OPTIMIZED' as const, inputTokens: 10_000, ...request };
  return planRequest(buildPlanInput(models, asked, { warmCache: { modelId, cachedTokens } })).candidates;
}

const ids = (candidates: ReturnType<typeof plan>) => candidates.map(({ modelId }) => modelId);

describe('a warm cache', () => {
  it('puts its model first, and both amounts in the reason', () => {
    const candidates = plan('b/dear', 10_000);
    expect(ids(candidates)).toEqual(['b/dear', 'a/cheap', 'c/dearest']);
    const [reason] = candidates[0]?.reasons ?? [];
    expect(reason?.code).toBe('warm-cache');
    expect(reason?.figures.savedUsd).toBeCloseTo(0.0135, 6);
    expect(Number(reason?.figures.gainUsd)).toBeLessThan(0.0135);
    expect(describeCandidate(candidates[0] as (typeof candidates)[number])).toMatch(
      /^its prompt cache is warm and saves \$0\.0135/,
    );
  });

  it('is left if another model saves more, and the plan says so', () => {
    const candidates = plan('c/dearest', 1_000);
    expect(ids(candidates)[0]).toBe('a/cheap');
    expect(candidates[0]?.reasons[0]).toMatchObject({ code: 'left-warm-cache', figures: { modelId: 'c/dearest' } });
    expect(describeCandidate(candidates[0] as (typeof candidates)[number])).toContain('warm prompt cache of c/dearest');
  });

  it('does not come before the model that the request names', () => {
    expect(ids(plan('b/dear', 10_000, { model: 'a/cheap' }))[0]).toBe('a/cheap');
  });

  it('of an unusable model changes nothing', () => {
    const candidates = plan('d/gone', 10_000);
    expect(ids(candidates)[0]).toBe('a/cheap');
    expect(candidates[0]?.reasons[0]?.code).toBe('COST_OPTIMIZED');
  });
});

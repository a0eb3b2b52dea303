import { buildHealth, buildModel, flatPrice } from '@penstock/testing';
import { describe, expect, it } from 'vitest';
import type { BudgetView } from '../budget-view.ts';
import { describeExclusion } from '../describe-reasons.ts';
import { planRequest } from '../plan-request.ts';
import { buildPlanInput } from '../testing/build-plan-input.ts';

/** A budget over one model with a remaining amount. */
function budgetOf(modelId: string, leftUsd: number): BudgetView {
  return {
    refuse(callee, worstCaseUsd) {
      if (callee.modelId !== modelId || (worstCaseUsd ?? 0) <= leftUsd) return null;
      return { budgetId: 'b1', budget: 'team', neededUsd: String(worstCaseUsd), remainingUsd: String(leftUsd) };
    },
  };
}

const models = [
  buildModel('acme/dear', { price: flatPrice(1_000, 1_000) }),
  buildModel('acme/cheap', { price: flatPrice(1, 1) }),
];
const request = { inputTokens: 1_000, maxOutputTokens: 1_000 };

describe('the remaining budgets', () => {
  it('excludes the model that does not fit, and keeps the others', () => {
    const plan = planRequest(buildPlanInput(models, request, { budgets: budgetOf('acme/dear', 0.5) }));
    expect(plan.candidates.map(({ modelId }) => modelId)).toEqual(['acme/cheap']);
    expect(plan.exclusions).toEqual([
      {
        modelId: 'acme/dear',
        reason: {
          code: 'budget',
          figures: { budgetId: 'b1', budget: 'team', neededUsd: '2', remainingUsd: '0.5' },
        },
      },
    ]);
    expect(plan.exclusions.map(describeExclusion)).toEqual(["it may cost $2, and the budget 'team' has $0.5 left"]);
  });

  it('excludes no model that fits', () => {
    const plan = planRequest(buildPlanInput(models, request, { budgets: budgetOf('acme/dear', 2) }));
    expect(plan.exclusions).toEqual([]);
  });

  it("comes after the caller's remaining amount", () => {
    const limited = { ...request, budgetRemainingUsd: 0.1 };
    const plan = planRequest(buildPlanInput(models, limited, { budgets: budgetOf('acme/dear', 0.5) }));
    expect(plan.exclusions.map(describeExclusion)).toEqual(['costs up to $2.00, the budget has $0.1 left']);
  });

  it('without fallback decides about the only model', () => {
    const only = { ...request, enableFallback: false, strategy: 'QUALITY_OPTIMIZED' } as const;
    const plan = planRequest(buildPlanInput(models, only, { budgets: budgetOf('acme/dear', 0.5) }));
    expect(plan.candidates.map(({ modelId }) => modelId)).toEqual(['acme/cheap']);
  });

  it('is checked last: an unavailable model is excluded as unavailable', () => {
    const health = buildHealth({ 'acme/dear': { status: 'UNAVAILABLE', retryAtMs: 2_000_000 } });
    const plan = planRequest(buildPlanInput(models, request, { health, budgets: budgetOf('acme/dear', 0.5) }));
    expect(plan.exclusions.map(({ reason }) => reason.code)).toEqual(['unavailable']);
  });

  it('also applies to a model that is tried because no other is left', () => {
    const health = buildHealth({ 'acme/dear': { status: 'UNAVAILABLE', retryAtMs: 1_000_001 } });
    const dear = models.slice(0, 1);
    const tried = planRequest(buildPlanInput(dear, request, { health }));
    expect(tried.candidates.map(({ modelId }) => modelId)).toEqual(['acme/dear']);
    const plan = planRequest(buildPlanInput(dear, request, { health, budgets: budgetOf('acme/dear', 0.5) }));
    expect(plan.candidates).toEqual([]);
  });
});

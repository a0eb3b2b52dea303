import { type BudgetRefusal, describeBudgetRefusal } from '../budget-view.ts';
import { describeUsd } from '../describe-figures.ts';
import type { Draft } from '../draft.ts';
import type { PlanContext } from '../plan-context.ts';
import type { EligibilityRule } from './eligibility-rule.ts';

/** The caller's remaining amount does not pay the call. */
type CallerFigures = {
  /** The highest cost of the call. Null: unpriced. */
  costUsd: number | null;
  leftUsd: number;
};

/**
 * The worst case must fit into the caller's remaining amount, and into each budget's: that amount is reserved before
 * the first attempt. This rule is the last: a model that it excludes lacks only the money.
 */
export const budget: EligibilityRule<CallerFigures | BudgetRefusal> = {
  name: 'budget',
  applies: ({ request, budgets }) => request.budgetRemainingUsd !== null || budgets !== null,
  excludes: (draft, context) => isBeyondCaller(draft, context) || refuse(draft, context) !== null,
  figures: (draft, context) => {
    const refusal = isBeyondCaller(draft, context) ? null : refuse(draft, context);
    return refusal ?? { costUsd: draft.worstCaseCostUsd, leftUsd: leftOf(context) };
  },
  describe: (figures) => {
    if ('budget' in figures) return describeBudgetRefusal(figures);
    const { costUsd, leftUsd } = figures;
    if (costUsd === null) return `has no price, so the budget (${describeUsd(leftUsd)} left) cannot be enforced`;
    return `costs up to ${describeUsd(costUsd)}, the budget has ${describeUsd(leftUsd)} left`;
  },
};

function isBeyondCaller({ worstCaseCostUsd }: Draft, context: PlanContext): boolean {
  if (context.request.budgetRemainingUsd === null) return false;
  return worstCaseCostUsd === null ? !context.allowsUnpriced : worstCaseCostUsd > leftOf(context);
}

function leftOf({ request }: PlanContext): number {
  return Math.max(0, request.budgetRemainingUsd ?? 0);
}

function refuse({ model, worstCaseCostUsd }: Draft, { budgets }: PlanContext): BudgetRefusal | null {
  return budgets?.refuse({ modelId: model.id, deployments: model.deployments }, worstCaseCostUsd) ?? null;
}

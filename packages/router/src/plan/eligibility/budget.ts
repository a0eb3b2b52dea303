import { describeUsd } from '../describe-figures.ts';
import type { EligibilityRule } from './eligibility-rule.ts';

type BudgetFigures = {
  /** The worst case; null: unpriced. */
  costUsd: number | null;
  leftUsd: number;
};

/** Why one budget cannot pay a call. Amounts in US dollars, as decimal text; both null for a call without a price. */
export type BudgetRefusal = { budget: string; neededUsd: string | null; remainingUsd: string | null };

/** One clause with the figures, without a full stop. */
export function describeBudgetRefusal({ budget, neededUsd, remainingUsd }: BudgetRefusal): string {
  if (neededUsd === null || remainingUsd === null) return `it has no price, so the budget '${budget}' cannot be kept`;
  return `it may cost $${neededUsd}, and the budget '${budget}' has $${remainingUsd} left`;
}

/** The worst case must fit into what the budgets have left: that much is reserved before the first attempt. */
export const budget: EligibilityRule<BudgetFigures | BudgetRefusal> = {
  name: 'budget',
  applies: (context) => context.request.budgetRemainingUsd !== null,
  excludes: ({ worstCaseCostUsd }, { request, allowsUnpriced }) => {
    if (worstCaseCostUsd === null) return !allowsUnpriced;
    return request.budgetRemainingUsd !== null && worstCaseCostUsd > Math.max(0, request.budgetRemainingUsd);
  },
  figures: ({ worstCaseCostUsd }, { request }) => ({
    costUsd: worstCaseCostUsd,
    leftUsd: Math.max(0, request.budgetRemainingUsd ?? 0),
  }),
  describe: (figures) => {
    if ('budget' in figures) return describeBudgetRefusal(figures);
    const { costUsd, leftUsd } = figures;
    if (costUsd === null) return `has no price, so the budget (${describeUsd(leftUsd)} left) cannot be kept`;
    return `costs up to ${describeUsd(costUsd)}, the budget has ${describeUsd(leftUsd)} left`;
  },
};

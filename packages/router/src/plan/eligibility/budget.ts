import { describeUsd } from '../describe-figures.ts';
import type { EligibilityRule } from './eligibility-rule.ts';

/** The worst case must fit into what the budgets have left: that much is reserved before the first attempt. */
export const budget: EligibilityRule = {
  name: 'budget',
  applies: (context) => context.request.budgetRemainingUsd !== null,
  excludes: ({ worstCaseCostUsd }, { request, allowsUnpriced }) => {
    if (worstCaseCostUsd === null) return !allowsUnpriced;
    return request.budgetRemainingUsd !== null && worstCaseCostUsd > Math.max(0, request.budgetRemainingUsd);
  },
  explain: ({ worstCaseCostUsd }, { request }) => {
    const left = describeUsd(Math.max(0, request.budgetRemainingUsd ?? 0));
    if (worstCaseCostUsd === null) return `has no price, so the budget (${left} left) cannot be kept`;
    return `costs up to ${describeUsd(worstCaseCostUsd)}, the budget has ${left} left`;
  },
};

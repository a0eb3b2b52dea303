import { describeUsd } from '../describe-figures.ts';
import type { Draft } from '../draft.ts';
import type { PlanContext } from '../plan-context.ts';
import type { EligibilityRule } from './eligibility-rule.ts';

type CostFigures = {
  /** Null: unpriced. */
  costUsd: number | null;
  limitUsd: number;
  /** Whether `costUsd` includes the longest answer. Otherwise it includes the expected answer. */
  isWorstCase: boolean;
};

/**
 * Excludes models that exceed the request's `costLimitUsd`, or the policy's `per_request_limit`. If the request limits
 * the answer, that longest answer must fit. Else the expected answer must fit, and the candidate's `maxOutputTokens`
 * limits the answer to the cost limit.
 */
export const costLimit: EligibilityRule<CostFigures> = {
  name: 'cost-limit',
  applies: (context) => context.costLimitUsd !== null,
  excludes: (draft, context) => {
    const costUsd = decisiveCostUsd(draft, context);
    if (costUsd === null) return !context.allowsUnpriced;
    return context.costLimitUsd !== null && costUsd > context.costLimitUsd;
  },
  figures: (draft, context) => ({
    costUsd: decisiveCostUsd(draft, context),
    limitUsd: context.costLimitUsd ?? 0,
    isWorstCase: context.request.maxOutputTokens !== null,
  }),
  describe: ({ costUsd, limitUsd, isWorstCase }) => {
    const limit = describeUsd(limitUsd);
    if (costUsd === null) return `has no price, so a cost limit of ${limit} cannot be enforced`;
    return `costs ${isWorstCase ? 'up to' : 'about'} ${describeUsd(costUsd)}, the limit is ${limit}`;
  },
};

function decisiveCostUsd(draft: Draft, { request }: PlanContext): number | null {
  return request.maxOutputTokens === null ? draft.estimatedCostUsd : draft.worstCaseCostUsd;
}

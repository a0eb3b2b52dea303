import { type Plan, toPlanRecord } from '@penstock/router';
import type { StoredPlan } from '../../records/stored-plan.ts';

/** What the type `Plan` resolves from. */
export type PlanSource = StoredPlan & {
  /** Prompt tokens as counted before the call. */
  readonly inputTokens: number;
};

/** `countInputTokens` is called when the figure is asked for: counting a long prompt takes milliseconds. */
export function toPlanSource(plan: StoredPlan, countInputTokens: () => number): PlanSource {
  return {
    ...plan,
    get inputTokens() {
      return countInputTokens();
    },
  };
}

/** A plan of this moment in the form in which one is read back. */
export function fromLivePlan(plan: Plan): StoredPlan {
  const { candidates, ...rest } = toPlanRecord(plan);
  return {
    ...rest,
    candidates: candidates.map(({ maxOutputTokens, ...candidate }) => ({
      ...candidate,
      ...(maxOutputTokens === null ? {} : { maxOutputTokens }),
    })),
  };
}

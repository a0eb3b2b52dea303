import type { PlanRecord } from '@penstock/router';

/** What the type `Plan` resolves from. */
export type PlanSource = PlanRecord & {
  /** Prompt tokens as counted before the call. */
  readonly inputTokens: number;
};

/** `countInputTokens` is called when the figure is asked for: counting a long prompt takes milliseconds. */
export function toPlanSource(plan: PlanRecord, countInputTokens: () => number): PlanSource {
  return {
    ...plan,
    get inputTokens() {
      return countInputTokens();
    },
  };
}

import type { Draft } from '../draft.ts';
import type { ExclusionRule } from '../plan.ts';
import type { PlanContext } from '../plan-context.ts';

/** One ground on which a model is left out of a plan. */
export interface EligibilityRule {
  readonly name: ExclusionRule;
  /** Whether the rule can leave anything out of this plan; asked once, so that the others cost nothing. */
  applies(context: PlanContext): boolean;
  excludes(draft: Draft, context: PlanContext): boolean;
  /** One sentence with the figures; only asked for a model that the rule excludes, and only when someone reads it. */
  explain(draft: Draft, context: PlanContext): string;
}

import type { Draft } from '../draft.ts';
import type { ExclusionRule } from '../plan.ts';
import type { PlanContext } from '../plan-context.ts';
import type { Figures } from '../reason.ts';

/** One ground on which a model is left out of a plan. */
export interface EligibilityRule<Found extends Figures = Figures> {
  readonly name: ExclusionRule;
  /** Whether the rule can leave anything out of this plan; asked once, so that the others cost nothing. */
  applies(context: PlanContext): boolean;
  excludes(draft: Draft, context: PlanContext): boolean;
  /** The figures of an exclusion. Only asked for a model that the rule excludes. */
  figures(draft: Draft, context: PlanContext): Found;
  /** The figures in one clause, without a full stop. Stored plans are worded too: the names of figures stay. */
  describe(figures: Found, modelId: string): string;
}

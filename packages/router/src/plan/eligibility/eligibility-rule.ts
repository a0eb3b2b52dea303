import type { Draft } from '../draft.ts';
import type { ExclusionRule } from '../plan.ts';
import type { PlanContext } from '../plan-context.ts';
import type { Figures } from '../reason.ts';

/** One reason to exclude a model from a plan. */
export interface EligibilityRule<Found extends Figures = Figures> {
  readonly name: ExclusionRule;
  /** Whether the rule can exclude any model of this plan. Called once, so that rules without effect cost nothing. */
  applies(context: PlanContext): boolean;
  excludes(draft: Draft, context: PlanContext): boolean;
  /** The figures of an exclusion. Only called for a model that the rule excludes. */
  figures(draft: Draft, context: PlanContext): Found;
  /**
   * The figures as one clause, without a full stop. Stored plans are described too, so the names of figures must not
   * change.
   */
  describe(figures: Found, modelId: string): string;
}

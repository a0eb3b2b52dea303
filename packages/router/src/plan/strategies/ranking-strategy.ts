import type { Strategy } from '../../policy/strategy.ts';
import type { Draft } from '../draft.ts';
import type { Candidate } from '../plan.ts';
import type { PlanContext } from '../plan-context.ts';
import type { Figures } from '../reason.ts';

/** A way to order the candidates of a plan. */
export interface RankingStrategy<Found extends Figures = Figures> {
  readonly name: Strategy;
  /** Whether slow and degraded models are moved down (`healthFactor`). False if a person fixed the order. */
  readonly appliesHealth: boolean;
  /** Whether local models need no least quality (`min_quality`). */
  readonly prefersLocal: boolean;
  /**
   * Sets `score` of every draft, 0–1, the highest first. `scores` and estimates are already set. Equal scores keep the
   * catalog's order, unless `tieBreak` decides otherwise.
   */
  score(drafts: readonly Draft[], context: PlanContext): void;
  /** The order of two drafts with equal scores. Below 0 the first draft leads. */
  tieBreak?(first: Draft, second: Draft): number;
  /** The figures behind a draft's score, in addition to the figures of every candidate. */
  figures(draft: Draft, context: PlanContext): Found;
  /**
   * Why a candidate has its score, in a few words. Stored plans are described too, so the names of figures must not
   * change.
   */
  describe(figures: Found, candidate: Candidate): string;
}

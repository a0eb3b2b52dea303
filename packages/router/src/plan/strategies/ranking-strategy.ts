import type { Strategy } from '../../policy/strategy.ts';
import type { Draft } from '../draft.ts';
import type { Candidate } from '../plan.ts';
import type { PlanContext } from '../plan-context.ts';
import type { Figures } from '../reason.ts';

/** One order for the candidates of a plan. */
export interface RankingStrategy<Found extends Figures = Figures> {
  readonly name: Strategy;
  /** Whether slow and degraded models are moved down (`healthFactor`); false where a person fixed the order. */
  readonly appliesHealth: boolean;
  /**
   * Sets `score` of every draft, 0–1, the highest first; `scores` and estimates are set already. Equal scores keep the
   * catalog's order, unless `tieBreak` decides otherwise.
   */
  score(drafts: readonly Draft[], context: PlanContext): void;
  /** The order of two drafts with equal scores; below 0 the first one leads. */
  tieBreak?(first: Draft, second: Draft): number;
  /** The figures behind a draft's score, beside those that every candidate has. */
  figures(draft: Draft, context: PlanContext): Found;
  /**
   * Why a candidate has its score, in a few words. Stored plans are described too, so the names of figures must not
   * change.
   */
  describe(figures: Found, candidate: Candidate): string;
}

import type { Strategy } from '../../policy/strategy.ts';
import type { Draft } from '../draft.ts';
import type { Candidate } from '../plan.ts';
import type { PlanContext } from '../plan-context.ts';
import type { Figures } from '../reason.ts';

/** One way to order the candidates of a plan. */
export interface RankingStrategy<Found extends Figures = Figures> {
  readonly name: Strategy;
  /** Whether slow and degraded models are moved down (`healthFactor`); not where a person has fixed the order. */
  readonly heedsHealth: boolean;
  /**
   * Sets `score` of every draft, 0–1, the highest first; `scores` and estimates are there already. Equal scores keep the
   * catalog's order, unless `tieBreak` says otherwise.
   */
  score(drafts: readonly Draft[], context: PlanContext): void;
  /** Which of two with equal scores goes first: below 0 the first. */
  tieBreak?(first: Draft, second: Draft): number;
  /** The figures behind a draft's score, beside those that every candidate has. */
  figures(draft: Draft, context: PlanContext): Found;
  /** Why a candidate has its score, in a few words. Stored plans are worded too: the names of figures stay. */
  describe(figures: Found, candidate: Candidate): string;
}

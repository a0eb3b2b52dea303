import type { Draft } from './draft.ts';
import type { RankingStrategy } from './strategies/ranking-strategy.ts';

/**
 * Sorts by place, then by score, then by the strategy's tie-break, then by the catalog's order. No two drafts are
 * equal.
 */
export function sortDrafts(drafts: readonly Draft[], strategy: RankingStrategy): Draft[] {
  return drafts.toSorted(
    (first, second) =>
      first.placement.place - second.placement.place ||
      second.score - first.score ||
      (strategy.tieBreak?.(first, second) ?? 0) ||
      first.entry.position - second.entry.position,
  );
}

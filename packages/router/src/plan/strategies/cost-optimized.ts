import { describeScore } from '../describe-figures.ts';
import type { RankingStrategy } from './ranking-strategy.ts';

/** The cheapest first. Equally cheap models are ordered by quality. Unpriced models are last. */
export const costOptimized: RankingStrategy = {
  name: 'COST_OPTIMIZED',
  appliesHealth: true,
  prefersLocal: false,
  score(drafts) {
    for (const draft of drafts) draft.score = draft.scores.cost;
  },
  tieBreak: (first, second) =>
    Number(first.estimatedCostUsd === null) - Number(second.estimatedCostUsd === null) ||
    second.model.quality.score - first.model.quality.score,
  figures: () => ({}),
  describe: (_, { scores, estimatedCostUsd }) =>
    estimatedCostUsd === null ? 'unpriced, so last by cost' : `cost ${describeScore(scores.cost)} (1 is the cheapest)`,
};

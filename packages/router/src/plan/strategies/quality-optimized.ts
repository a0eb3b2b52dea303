import { describeScore } from '../describe-figures.ts';
import type { RankingStrategy } from './ranking-strategy.ts';

/** The best first; of equally good ones the cheaper. */
export const qualityOptimized: RankingStrategy = {
  name: 'QUALITY_OPTIMIZED',
  heedsHealth: true,
  score(drafts) {
    for (const draft of drafts) draft.score = draft.scores.quality;
  },
  tieBreak: (first, second) => (first.estimatedCostUsd ?? Infinity) - (second.estimatedCostUsd ?? Infinity) || 0,
  explain: ({ model }) => `quality ${describeScore(model.quality.score)} of 1 (source: ${model.quality.source})`,
};

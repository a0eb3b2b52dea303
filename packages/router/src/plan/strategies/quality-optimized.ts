import { describeScore } from '../describe-figures.ts';
import type { RankingStrategy } from './ranking-strategy.ts';

/** The best first. Equally good models are ordered by cost. */
export const qualityOptimized: RankingStrategy<{ quality: number; source: string }> = {
  name: 'QUALITY_OPTIMIZED',
  appliesHealth: true,
  prefersLocal: false,
  score(drafts) {
    for (const draft of drafts) draft.score = draft.scores.quality;
  },
  tieBreak: (first, second) => (first.estimatedCostUsd ?? Infinity) - (second.estimatedCostUsd ?? Infinity) || 0,
  figures: ({ model }) => ({ quality: model.quality.score, source: model.quality.source }),
  describe: ({ quality, source }) => `quality ${describeScore(quality)} of 1 (source: ${source})`,
};

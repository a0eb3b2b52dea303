import { describeScore } from '../describe-figures.ts';
import type { RankingStrategy } from './ranking-strategy.ts';

/** The shortest time for a complete answer first. Equally fast models are ordered by quality. */
export const latencyOptimized: RankingStrategy<{ isMeasured: boolean }> = {
  name: 'LATENCY_OPTIMIZED',
  appliesHealth: true,
  prefersLocal: false,
  score(drafts) {
    for (const draft of drafts) draft.score = draft.scores.latency;
  },
  tieBreak: (first, second) => second.model.quality.score - first.model.quality.score,
  figures: ({ health }) => ({ isMeasured: health.firstTokenMs !== null || health.tokensPerSecond !== null }),
  describe: ({ isMeasured }, { scores }) =>
    `latency ${describeScore(scores.latency)} (1 is the fastest), ${isMeasured ? 'measured' : 'expected'}`,
};

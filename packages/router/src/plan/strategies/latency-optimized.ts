import { describeScore } from '../describe-figures.ts';
import type { RankingStrategy } from './ranking-strategy.ts';

/** The whole answer soonest; of equally fast ones the better. */
export const latencyOptimized: RankingStrategy = {
  name: 'LATENCY_OPTIMIZED',
  heedsHealth: true,
  score(drafts) {
    for (const draft of drafts) draft.score = draft.scores.latency;
  },
  tieBreak: (first, second) => second.model.quality.score - first.model.quality.score,
  explain: ({ scores, health }) => {
    const source = health.firstTokenMs === null && health.tokensPerSecond === null ? 'expected' : 'measured';
    return `latency ${describeScore(scores.latency)} (1 is the fastest), ${source}`;
  },
};

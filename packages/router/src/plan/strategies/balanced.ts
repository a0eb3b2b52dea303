import type { Weights } from '../../policy/strategy.ts';
import type { RankingStrategy } from './ranking-strategy.ts';
import { describeWeighing, weigh } from './weigh.ts';

/** Cost, quality and latency by the policy's weights, shifted by the request's cost preference. */
export const balanced: RankingStrategy<Weights> = {
  name: 'BALANCED',
  appliesHealth: true,
  prefersLocal: false,
  score(drafts, context) {
    for (const draft of drafts) draft.score = weigh(draft, context);
  },
  figures: (_, { weightFigures }) => weightFigures,
  describe: (weights, candidate) => `balanced: ${describeWeighing(weights, candidate)}`,
};

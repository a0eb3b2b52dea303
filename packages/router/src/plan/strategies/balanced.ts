import type { RankingStrategy } from './ranking-strategy.ts';
import { describeWeighing, weigh } from './weigh.ts';

/** Cost, quality and latency by the policy's weights, shifted by the request's cost preference. */
export const balanced: RankingStrategy = {
  name: 'BALANCED',
  heedsHealth: true,
  score(drafts, context) {
    for (const draft of drafts) draft.score = weigh(draft, context);
  },
  explain: (draft, context) => `balanced: ${describeWeighing(draft, context)}`,
};

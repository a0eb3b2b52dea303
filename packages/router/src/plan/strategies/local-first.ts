import type { RankingStrategy } from './ranking-strategy.ts';
import { describeWeighing, weigh } from './weigh.ts';

/** Models on the operator's own machines before all others; within both groups as BALANCED. */
export const localFirst: RankingStrategy = {
  name: 'LOCAL_FIRST',
  heedsHealth: true,
  score(drafts, context) {
    for (const draft of drafts) draft.score = (weigh(draft, context) + (draft.model.isLocal ? 1 : 0)) / 2;
  },
  tieBreak: (first, second) => Number(second.model.isLocal) - Number(first.model.isLocal),
  explain: (draft, context) => `${draft.model.isLocal ? 'local' : 'not local'}; ${describeWeighing(draft, context)}`,
};

import type { Weights } from '../../policy/strategy.ts';
import type { RankingStrategy } from './ranking-strategy.ts';
import { describeWeighing, weigh } from './weigh.ts';

/** Models on the operator's own machines before all others. Within both groups the order is that of BALANCED. */
export const localFirst: RankingStrategy<Weights & { isLocal: boolean }> = {
  name: 'LOCAL_FIRST',
  appliesHealth: true,
  prefersLocal: true,
  score(drafts, context) {
    for (const draft of drafts) draft.score = (weigh(draft, context) + (draft.model.isLocal ? 1 : 0)) / 2;
  },
  tieBreak: (first, second) => Number(second.model.isLocal) - Number(first.model.isLocal),
  figures: ({ model }, { weightFigures }) => ({ isLocal: model.isLocal, ...weightFigures }),
  describe: ({ isLocal, ...weights }, candidate) =>
    `${isLocal ? 'local' : 'not local'}; ${describeWeighing(weights, candidate)}`,
};

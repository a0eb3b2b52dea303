import type { RankingStrategy } from './ranking-strategy.ts';

/** As people wrote it: the policy's default model, its fallback chain, then the catalog's order. Nothing is weighed. */
export const manual: RankingStrategy = {
  name: 'MANUAL',
  heedsHealth: false,
  score(drafts, { routing }) {
    const count = Math.max(1, routing.manualRanks.length);
    for (const draft of drafts) draft.score = 1 - (routing.manualRanks[draft.entry.position] ?? 0) / count;
  },
  explain: (draft, { routing }) =>
    `number ${(routing.manualRanks[draft.entry.position] ?? 0) + 1} in the policy's order`,
};

import type { RankingStrategy } from './ranking-strategy.ts';

/** The written order: the policy's default model, its fallback chain, then the catalog's order. No scores are used. */
export const manual: RankingStrategy<{ number: number }> = {
  name: 'MANUAL',
  appliesHealth: false,
  prefersLocal: false,
  score(drafts, { routing }) {
    const count = Math.max(1, routing.manualRanks.length);
    for (const draft of drafts) draft.score = 1 - (routing.manualRanks[draft.entry.position] ?? 0) / count;
  },
  figures: ({ entry }, { routing }) => ({ number: (routing.manualRanks[entry.position] ?? 0) + 1 }),
  describe: ({ number }) => `number ${number} in the policy's order`,
};

import type { RankingStrategy } from './ranking-strategy.ts';

/** Each candidate is first in turn: the catalog's order, started one position later with each rotation. */
export const roundRobin: RankingStrategy<{ rotation: number }> = {
  name: 'ROUND_ROBIN',
  appliesHealth: true,
  prefersLocal: false,
  score(drafts, { rotation }) {
    const count = drafts.length;
    for (const [order, draft] of drafts.entries()) {
      const turn = (((order - rotation) % count) + count) % count;
      draft.score = 1 - turn / count;
    }
  },
  figures: (_, { rotation }) => ({ rotation }),
  describe: ({ rotation }) => `in turn: rotation ${rotation}`,
};

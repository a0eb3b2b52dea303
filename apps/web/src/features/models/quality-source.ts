import type { CatalogModel } from './catalog-model.ts';

/** Where a quality score comes from, for people. */
export const qualitySources: Readonly<Record<CatalogModel['qualitySource'], string>> = {
  ARENA: 'From the LMArena leaderboard',
  BENCHMARK: 'From published benchmarks',
  ESTIMATE: 'An estimate',
  POLICY: 'Set in the policy',
};

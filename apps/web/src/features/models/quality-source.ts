import type { CatalogModel } from './catalog-model.ts';

/** The source of a quality score, as text. */
export const qualitySources: Readonly<Record<CatalogModel['qualitySource'], string>> = {
  ARENA: 'From the LMArena leaderboard',
  BENCHMARK: 'From published benchmarks',
  ESTIMATE: 'An estimate',
  POLICY: 'Set in the policy',
};

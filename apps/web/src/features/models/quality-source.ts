import type { CatalogModel } from './catalog-model.ts';

/** The source of a quality score, as text. */
export const qualitySources: Readonly<Record<CatalogModel['qualitySource'], string>> = {
  ARENA: 'From the LMArena leaderboard',
  BENCHMARK: 'From published benchmarks',
  ESTIMATE: 'An estimate',
  POLICY: 'Set in the policy',
};

/** The source in one or two words. */
export const shortSources: Readonly<Record<CatalogModel['qualitySource'], string>> = {
  ARENA: 'LMArena',
  BENCHMARK: 'benchmarks',
  ESTIMATE: 'estimate',
  POLICY: 'by the policy',
};

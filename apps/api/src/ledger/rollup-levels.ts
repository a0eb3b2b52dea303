/** What calls are told apart by, in the order of the key of a rollup. */
export const rollupDimensions = ['workspace_id', 'api_key_id', 'provider_id', 'model_id', 'task_type'] as const;

export type RollupDimension = (typeof rollupDimensions)[number];

/** The dimensions that a rollup tells apart; it adds up over the others. */
export type Grain = readonly RollupDimension[];

export type RollupTable = 'usage_hour' | 'usage_day';

const coarse: readonly Grain[] = [['task_type'], ['provider_id', 'model_id'], ['workspace_id', 'api_key_id']];

/**
 * The grains of each table, those with the fewest rows first: what is often asked for has a grain of its own, the rest is
 * added up from the last, which tells everything apart. A grain more costs a row more for most calls.
 */
export const grains: Readonly<Record<RollupTable, readonly Grain[]>> = {
  usage_hour: [...coarse, rollupDimensions],
  usage_day: [
    ...coarse,
    ['provider_id', 'model_id', 'task_type'],
    ['workspace_id', 'provider_id', 'model_id'],
    rollupDimensions,
  ],
};

/** The grain with the fewest rows that still tells apart what is needed. */
export function findGrain(table: RollupTable, needed: readonly RollupDimension[]): Grain {
  return grains[table].find((grain) => needed.every((dimension) => grain.includes(dimension))) ?? rollupDimensions;
}

/** As it stands in the tables: GROUPING over the dimensions, so a bit for each that is not told apart. */
export function numberOf(grain: Grain): number {
  return rollupDimensions.reduce((bits, dimension) => bits * 2 + (grain.includes(dimension) ? 0 : 1), 0);
}

/** What calls are told apart by, in the order of the key of a rollup. */
export const rollupDimensions = ['workspace_id', 'api_key_id', 'provider_id', 'model_id', 'task_type'] as const;

export type RollupDimension = (typeof rollupDimensions)[number];

/** The dimensions that a rollup tells apart; it adds up over the others. */
export type RollupLevel = readonly RollupDimension[];

export type RollupTable = 'usage_hour' | 'usage_day';

const coarse: readonly RollupLevel[] = [['task_type'], ['provider_id', 'model_id'], ['workspace_id', 'api_key_id']];

/**
 * The grains of each table, those with the fewest rows first: what is often asked for has a level of its own, the rest is
 * added up from the last, which tells everything apart. A level more costs a row more for most calls.
 */
export const rollupLevels: Readonly<Record<RollupTable, readonly RollupLevel[]>> = {
  usage_hour: [...coarse, rollupDimensions],
  usage_day: [
    ...coarse,
    ['provider_id', 'model_id', 'task_type'],
    ['workspace_id', 'provider_id', 'model_id'],
    rollupDimensions,
  ],
};

/** The level with the fewest rows that still tells apart what is needed. */
export function findRollupLevel(table: RollupTable, needed: readonly RollupDimension[]): RollupLevel {
  return (
    rollupLevels[table].find((level) => needed.every((dimension) => level.includes(dimension))) ?? rollupDimensions
  );
}

/** As it stands in the tables: GROUPING over the dimensions, so a bit for each that is not told apart. */
export function numberOfLevel(level: RollupLevel): number {
  return rollupDimensions.reduce((bits, dimension) => bits * 2 + (level.includes(dimension) ? 0 : 1), 0);
}

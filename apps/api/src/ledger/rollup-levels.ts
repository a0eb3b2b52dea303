/** The dimensions of usage, in the order of a rollup's key. */
export const rollupDimensions = ['workspace_id', 'api_key_id', 'provider_id', 'model_id', 'task_type'] as const;

export type RollupDimension = (typeof rollupDimensions)[number];

/** The dimensions that a rollup row distinguishes. It sums over the others. */
export type RollupLevel = readonly RollupDimension[];

export type RollupTable = 'usage_hour' | 'usage_day';

const coarse: readonly RollupLevel[] = [['task_type'], ['provider_id', 'model_id'], ['workspace_id', 'api_key_id']];

/**
 * The levels of each table, those with the fewest rows first. Frequent queries have their own level. Other queries sum
 * over the last level, which distinguishes every dimension. Each further level adds one row for most calls.
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

/** The level with the fewest rows that still distinguishes the needed dimensions. */
export function findRollupLevel(table: RollupTable, needed: readonly RollupDimension[]): RollupLevel {
  return (
    rollupLevels[table].find((level) => needed.every((dimension) => level.includes(dimension))) ?? rollupDimensions
  );
}

/** The value of the column `grain`: GROUPING over the dimensions, one bit for each summed dimension. */
export function numberOfLevel(level: RollupLevel): number {
  return rollupDimensions.reduce((bits, dimension) => bits * 2 + (level.includes(dimension) ? 0 : 1), 0);
}

import { findGrain, numberOf, type RollupDimension, type RollupTable, rollupDimensions } from '../ledger/grains.ts';
import { rollUp, rollupColumns } from '../ledger/rollup-sql.ts';
import { type Span, type SplitSpan, splitSpan } from './split-span.ts';
import type { UsageDimension, UsageInterval, UsageQuery } from './usage-report.ts';

/** The column of each dimension. */
export const dimensionColumns: Readonly<Record<UsageDimension, RollupDimension>> = {
  MODEL: 'model_id',
  PROVIDER: 'provider_id',
  WORKSPACE: 'workspace_id',
  API_KEY: 'api_key_id',
  TASK_TYPE: 'task_type',
};

const intervalUnits: Readonly<Record<UsageInterval, string>> = { HOUR: 'hour', DAY: 'day' };

type Statement = { text: string; values: unknown[] };

/** The statements of a report, over the same spans. */
export type UsageStatements = {
  /** Sums, each row says by `part` what of: all, a group, or a point of a series. */
  sums: Statement;
  /** Histograms of groups within points, to be added where they belong. */
  histograms: Statement;
};

/** `now`: what begins later has not been recorded, so that an hour that is not over is whole. */
export function buildUsageSql(query: UsageQuery, from: Date, to: Date, now: Date): UsageStatements {
  const dimensions = (query.groupBy ?? []).map((dimension) => dimensionColumns[dimension]);
  const unit = query.interval == null ? null : intervalUnits[query.interval];
  const names = unit === null ? dimensions : ['at', ...dimensions];
  const { rows, values } = buildRows(query, splitSpan(from.getTime(), to.getTime(), now.getTime(), unit !== 'hour'));
  const at = unit === null ? '' : `, date_trunc('${unit}', hour, 'UTC') AS at`;
  const withRows = `WITH rows AS (SELECT *${at} FROM (${rows}) AS each)`;
  const part = partOf(dimensions, unit !== null);
  const sums = `${withRows}
SELECT ${[`${part} AS part`, ...names, sumsOfAll].join(', ')}
FROM rows
GROUP BY GROUPING SETS (${groupingSets(dimensions, unit !== null)})
ORDER BY ${unit === null ? '' : 'at NULLS FIRST, '}sum(cost_usd) DESC NULLS LAST, sum(calls) DESC`;
  const asText = rollupColumns.histograms.map((name) => `${name}::text AS ${name}`);
  const histograms = `${withRows} SELECT ${[...names, ...asText].join(', ')} FROM rows`;
  return { sums: { text: sums, values }, histograms: { text: histograms, values } };
}

/** The rollups of a span: whole days and hours as they stand, with what is not in them yet; what is cut from the records. */
function buildRows(query: UsageQuery, { days, hours, cut }: SplitSpan): { rows: string; values: unknown[] } {
  const { conditions, values } = buildFilters(query);
  const at = (ms: number): string => `$${values.push(new Date(ms).toISOString())}::timestamptz`;
  const within = (column: string, [start, end]: Span): string =>
    [`${column} >= ${at(start)}`, `${column} < ${at(end)}`, ...conditions].join(' AND ');
  const needed = dimensionsOf(query);
  const fromRollups = (table: RollupTable, column: string, span: Span): string =>
    `SELECT ${column} AS hour, ${columns} FROM ${table}
  WHERE grain = ${numberOf(findGrain(table, needed))} AND ${within(column, span)}`;
  const fromRecords = (records: string, column: string, span: Span): string =>
    `SELECT hour, ${columns} FROM (${rollUp(records, within(column, span))}) AS added`;
  const sources = [
    ...days.map((span) => fromRollups('usage_day', 'day', span)),
    ...hours.map((span) => fromRollups('usage_hour', 'hour', span)),
    ...[...days, ...hours].map((span) => fromRecords(recent, "date_trunc('hour', started_at, 'UTC')", span)),
    ...cut.map((span) => fromRecords('model_usage', 'started_at', span)),
  ];
  return { rows: sources.join('\nUNION ALL '), values };
}

const columns = [...rollupDimensions, ...rollupColumns.sums, ...rollupColumns.histograms].join(', ');

/** Records that are not in the rollups yet. */
const recent = '(SELECT model_usage.* FROM usage_recent JOIN model_usage USING (generation_id))';

function buildFilters(query: UsageQuery): { conditions: string[]; values: unknown[] } {
  const values: unknown[] = [];
  const conditions: string[] = [];
  for (const [column, value] of Object.entries(filtersOf(query))) {
    if (value != null) conditions.push(`${column} = $${values.push(value)}`);
  }
  return { conditions, values };
}

function filtersOf(query: UsageQuery): Record<RollupDimension, string | null | undefined> {
  return {
    workspace_id: query.workspaceId,
    api_key_id: query.apiKeyId,
    model_id: query.modelId,
    provider_id: query.providerId,
    task_type: query.taskType,
  };
}

/** What rows must tell apart to be filtered and grouped. */
function dimensionsOf(query: UsageQuery): readonly RollupDimension[] {
  const filters = filtersOf(query);
  const grouped = (query.groupBy ?? []).map((dimension) => dimensionColumns[dimension]);
  return rollupDimensions.filter((column) => filters[column] != null || grouped.includes(column));
}

function groupingSets(dimensions: readonly string[], hasSeries: boolean): string {
  const sets = ['()'];
  if (dimensions.length > 0) sets.push(`(${dimensions.join(', ')})`);
  if (hasSeries) sets.push(`(${['at', ...dimensions].join(', ')})`);
  return sets.join(', ');
}

function partOf(dimensions: readonly string[], hasSeries: boolean): string {
  const series = hasSeries ? `WHEN GROUPING(at) = 0 THEN 'series' ` : '';
  const group = dimensions.length > 0 ? `WHEN GROUPING(${dimensions[0]}) = 0 THEN 'group' ` : '';
  return series || group ? `CASE ${series}${group}ELSE 'totals' END` : `'totals'`;
}

/** Money comes as digits; whole numbers as text, since they may outgrow what a number holds. */
const sumsOfAll = rollupColumns.sums
  .map((name) => {
    const sum = `coalesce(sum(${name}), 0)`;
    return `${name.endsWith('_usd') ? `trim_scale(${sum})` : sum}::text AS ${name}`;
  })
  .join(', ');

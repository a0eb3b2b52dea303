import { rollUp, rollupColumns } from '../ledger/rollup-sql.ts';
import { type Span, type SplitSpan, splitSpan, wholeHours } from './split-span.ts';
import type { UsageDimension, UsageInterval, UsageQuery } from './usage-report.ts';

/** The column of each dimension. */
export const dimensionColumns: Readonly<Record<UsageDimension, string>> = {
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
  const split = splitSpan(from.getTime(), to.getTime(), now.getTime(), unit !== 'hour');
  const { rows, values } = buildRows(query, split);
  const at = unit === null ? '' : `, date_trunc('${unit}', hour, 'UTC') AS at`;
  const withRows = `WITH rows AS (SELECT *${at} FROM (${rows}) AS each)`;
  const part = partOf(dimensions, unit !== null);
  const sums = `${withRows}
SELECT ${[`${part} AS part`, ...names, sumsOfAll, `${prunedBefore} AS pruned_before`].join(', ')}
FROM rows
GROUP BY GROUPING SETS (${groupingSets(dimensions, unit !== null)})
ORDER BY ${unit === null ? '' : 'at NULLS FIRST, '}sum(cost_usd) DESC NULLS LAST, sum(calls) DESC`;
  const asText = rollupColumns.histograms.map((name) => `${name}::text AS ${name}`);
  const histograms = `${withRows} SELECT ${[...names, ...asText].join(', ')} FROM rows`;
  return { sums: { text: sums, values }, histograms: { text: histograms, values } };
}

/** Records of calls that began before this moment may have been removed; null where none were. */
const prunedBefore = `(SELECT before FROM pruning WHERE what = 'records')`;

/**
 * The rollups of a span: whole days and hours as they stand, what is cut from the records; where those may have been
 * removed, the hours that are cut are taken whole. That is decided within the statement, so that a removal at the same
 * time is seen in both or in neither.
 */
function buildRows(query: UsageQuery, { days, hours, cut }: SplitSpan): { rows: string; values: unknown[] } {
  const { conditions, values } = buildFilters(query);
  const at = (ms: number): string => `$${values.push(new Date(ms).toISOString())}::timestamptz`;
  const within = (column: string, [start, end]: Span): string =>
    [`${column} >= ${at(start)}`, `${column} < ${at(end)}`, ...conditions].join(' AND ');
  const { sums, histograms } = rollupColumns;
  const columns = [...Object.values(dimensionColumns), ...sums, ...histograms].join(', ');
  const sources = [
    ...days.map((span) => `SELECT day AS hour, ${columns} FROM usage_day WHERE ${within('day', span)}`),
    ...hours.map((span) => `SELECT hour, ${columns} FROM usage_hour WHERE ${within('hour', span)}`),
    ...cut.flatMap((span) => {
      const isWhole = `coalesce(${prunedBefore} <= ${at(span[0])}, true)`;
      const records = rollUp('model_usage', `${isWhole} AND ${within('started_at', span)}`);
      return [
        `SELECT hour, ${columns} FROM (${records}) AS cut`,
        `SELECT hour, ${columns} FROM usage_hour WHERE NOT ${isWhole} AND ${within('hour', wholeHours(span))}`,
      ];
    }),
  ];
  return { rows: sources.join('\nUNION ALL '), values };
}

function buildFilters(query: UsageQuery): { conditions: string[]; values: unknown[] } {
  const filters = {
    workspace_id: query.workspaceId,
    api_key_id: query.apiKeyId,
    model_id: query.modelId,
    provider_id: query.providerId,
    task_type: query.taskType,
  };
  const values: unknown[] = [];
  const conditions: string[] = [];
  for (const [column, value] of Object.entries(filters)) {
    if (value != null) conditions.push(`${column} = $${values.push(value)}`);
  }
  return { conditions, values };
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

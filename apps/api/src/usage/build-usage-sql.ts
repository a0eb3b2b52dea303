import {
  findRollupLevel,
  numberOfLevel,
  type RollupDimension,
  type RollupTable,
  rollupDimensions,
} from '../ledger/rollup-levels.ts';
import { recentRecords, rollUp, rollupColumns } from '../ledger/rollup-sql.ts';
import { type Span, type SplitSpan, splitSpan, wholeHours } from './split-span.ts';
import type { AttributionDimension, UsageDimension, UsageInterval, UsageQuery } from './usage-report.ts';

/** The most rows of one report: a row for every group of every point. Each takes some 20 µs to add up and to write. */
export const mostUsageRows = 10_000;

/** The column of each dimension. */
export const dimensionColumns: Readonly<Record<Exclude<UsageDimension, AttributionDimension>, RollupDimension>> = {
  MODEL: 'model_id',
  PROVIDER: 'provider_id',
  WORKSPACE: 'workspace_id',
  API_KEY: 'api_key_id',
  TASK_TYPE: 'task_type',
};

/** Whether the rollups have a dimension. The others have free texts of the caller. */
export function isRollupDimension(dimension: UsageDimension): dimension is keyof typeof dimensionColumns {
  return dimension in dimensionColumns;
}

export function rollupColumnOf(dimension: keyof typeof dimensionColumns): RollupDimension {
  return dimensionColumns[dimension];
}

export const intervalUnits: Readonly<Record<UsageInterval, string>> = { HOUR: 'hour', DAY: 'day' };

/**
 * The statement of a report: a row for every group of every point. The other parts of the report are added up from
 * these rows. Returns at most one row more than `mostUsageRows`. `now`: later calls are not recorded yet, so the
 * current hour counts as whole.
 */
export function buildUsageSql(query: UsageQuery, from: Date, to: Date, now: Date): { text: string; values: unknown[] } {
  const dimensions = (query.groupBy ?? []).filter(isRollupDimension).map(rollupColumnOf);
  const unit = query.interval == null ? null : intervalUnits[query.interval];
  const { rows, values } = buildRows(query, splitSpan(from.getTime(), to.getTime(), now.getTime(), unit !== 'hour'));
  const at = unit === null ? [] : [`extract(epoch FROM date_trunc('${unit}', hour, 'UTC'))::float8 * 1000`];
  const groups = [...at, ...dimensions].map((_, index) => index + 1);
  const spread = query.withSpread === false ? rollupColumns.histograms.map((name) => `'' AS ${name}`) : histograms;
  const text = `
SELECT ${[...at.map((time) => `${time} AS at`), ...dimensions, ...sums, ...spread, `${prunedBefore} AS pruned_before`].join(', ')}
FROM (${rows}) AS rows
${groups.length === 0 ? 'HAVING count(*) > 0' : `GROUP BY ${groups.join(', ')}\nLIMIT ${mostUsageRows + 1}`}`;
  return { text, values };
}

/** The columns of a `SumsRow`. */
export const sums = [
  `concat_ws(' ', ${rollupColumns.counts.map((name) => `sum(${name})`).join(', ')}) AS counts`,
  `concat_ws(' ', ${rollupColumns.money.map((name) => `sum(${name})`).join(', ')}) AS money`,
];

const histograms = rollupColumns.histograms.map((name) => `string_agg(${name}::text, '') AS ${name}`);

/** Records of calls that began before this time may have been removed; null if none were. */
const prunedBefore = `(SELECT before FROM pruning WHERE what = 'records')`;

/**
 * The rollups of a span. Whole days and hours come from the rollups and from records not in them yet. Partial hours
 * come from the records, or as whole hours if those records may have been removed. The statement itself decides this,
 * so that a concurrent removal affects both or neither.
 */
function buildRows(query: UsageQuery, { days, hours, cut }: SplitSpan): { rows: string; values: unknown[] } {
  const { conditions, values } = filterConditions(query);
  const at = (ms: number): string => `$${values.push(new Date(ms).toISOString())}::timestamptz`;
  const within = (column: string, [start, end]: Span): string =>
    [`${column} >= ${at(start)}`, `${column} < ${at(end)}`, ...conditions].join(' AND ');
  const needed = dimensionsOf(query);
  const fromRollups = (table: RollupTable, column: string, span: Span): string =>
    `SELECT ${column} AS hour, ${columns} FROM ${table}
  WHERE grain = ${numberOfLevel(findRollupLevel(table, needed))} AND ${within(column, span)}`;
  const fromRecords = (records: string, column: string, span: Span): string =>
    `SELECT hour, ${columns} FROM (${rollUp(records, within(column, span))}) AS added`;
  const sources = [
    ...days.map((span) => fromRollups('usage_day', 'day', span)),
    ...hours.map((span) => fromRollups('usage_hour', 'hour', span)),
    ...hull([...days, ...hours]).map((span) =>
      fromRecords(recentRecords, "date_trunc('hour', started_at, 'UTC')", span),
    ),
    ...cut.flatMap((span) => {
      const isWhole = `coalesce(${prunedBefore} <= ${at(span[0])}, true)`;
      return [
        `${fromRecords('model_usage', 'started_at', span)} WHERE ${isWhole}`,
        `${fromRollups('usage_hour', 'hour', wholeHours(span))} AND NOT ${isWhole}`,
      ];
    }),
  ];
  return { rows: sources.join('\nUNION ALL '), values };
}

/** From the start of the first of these spans to the end of the last. They have no gaps between them. */
function hull(spans: readonly Span[]): readonly Span[] {
  if (spans.length === 0) return [];
  return [[Math.min(...spans.map(([start]) => start)), Math.max(...spans.map(([, end]) => end))]];
}

const columns = [
  ...rollupDimensions,
  ...rollupColumns.counts,
  ...rollupColumns.money,
  ...rollupColumns.histograms,
].join(', ');

/** The conditions of a query's filters, with their values. */
export function filterConditions(query: UsageQuery): { conditions: string[]; values: unknown[] } {
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

/** The dimensions that rows must distinguish for filters and groups. */
function dimensionsOf(query: UsageQuery): readonly RollupDimension[] {
  const filters = filtersOf(query);
  const grouped = (query.groupBy ?? []).filter(isRollupDimension).map(rollupColumnOf);
  return rollupDimensions.filter((column) => filters[column] != null || grouped.includes(column));
}

import { rollUp, rollupColumns } from '../ledger/rollup-sql.ts';
import type { UsageDimension, UsageInterval, UsageQuery } from './usage-report.ts';

/** The column of each dimension. */
const dimensionColumns: Readonly<Record<UsageDimension, string>> = {
  MODEL: 'model_id',
  PROVIDER: 'provider_id',
  WORKSPACE: 'workspace_id',
  API_KEY: 'api_key_id',
  TASK_TYPE: 'task_type',
};

const intervalUnits: Readonly<Record<UsageInterval, string>> = { HOUR: 'hour', DAY: 'day' };

type Filters = Readonly<Record<string, string | null | undefined>>;

/**
 * One statement for the whole report, so that totals, groups and series agree: each row says by `part` what it is.
 * Whole hours come from the rollups, the hours that the span cuts from the records. `nowMs`: what begins later has not
 * been recorded, so that an hour that is not over is whole.
 */
export function buildUsageSql(
  query: UsageQuery,
  from: Date,
  to: Date,
  nowMs: number,
): { text: string; values: unknown[] } {
  const dimensions = (query.groupBy ?? []).map((dimension) => dimensionColumns[dimension]);
  const unit = query.interval == null ? null : intervalUnits[query.interval];
  const { conditions, values } = buildFilters(query);
  const hours = splitIntoHours(from.getTime(), to.getTime(), nowMs);
  const at = (ms: number): string => `$${values.push(new Date(ms).toISOString())}::timestamptz`;
  const spanOf = (column: string, [start, end]: Span): string =>
    [`${column} >= ${at(start)}`, `${column} < ${at(end)}`, ...conditions].join(' AND ');
  const columns = [...Object.values(dimensionColumns), ...Object.keys(rollupColumns)].join(', ');
  const sources = [
    `SELECT hour, ${columns} FROM usage_hour WHERE ${spanOf('hour', hours.whole)}`,
    ...hours.cut.map(
      (span) => `SELECT hour, ${columns} FROM (${rollUp('model_usage', spanOf('started_at', span))}) AS cut`,
    ),
  ];
  const text = `
WITH hours AS (
  SELECT *${unit === null ? '' : `, date_trunc('${unit}', hour, 'UTC') AS at`} FROM (${sources.join('\nUNION ALL ')}) AS each
)
SELECT ${partOf(dimensions, unit !== null)} AS part${unit === null ? '' : ', at'}${dimensions.map((name) => `, ${name}`).join('')},
${totals}
FROM hours
GROUP BY GROUPING SETS (${groupingSets(dimensions, unit !== null)})
ORDER BY ${unit === null ? '' : 'at NULLS FIRST, '}sum(cost_usd) DESC NULLS LAST, sum(calls) DESC`;
  return { text, values };
}

/** Epoch milliseconds, the end left out. */
type Span = readonly [startMs: number, endMs: number];

const hourMs = 3_600_000;

/** The whole hours of a span, which may be none, and what it cuts off at its ends. */
function splitIntoHours(fromMs: number, toMs: number, nowMs: number): { whole: Span; cut: readonly Span[] } {
  const first = Math.ceil(fromMs / hourMs) * hourMs;
  const last = toMs >= nowMs ? toMs : Math.floor(toMs / hourMs) * hourMs;
  if (first >= last) return { whole: [toMs, toMs], cut: [[fromMs, toMs]] };
  const cut: Span[] = [];
  if (fromMs < first) cut.push([fromMs, first]);
  if (last < toMs) cut.push([last, toMs]);
  return { whole: [first, last], cut };
}

function buildFilters(query: UsageQuery): { conditions: string[]; values: unknown[] } {
  const filters: Filters = {
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

/** Money comes as digits; everything else that is added up, as it is. */
const totals = Object.entries(rollupColumns)
  .map(([name, add]) => {
    if (add === 'histogram_sum') return `  histogram_sum(${name}) AS ${name}`;
    const isMoney = name.endsWith('_usd');
    return isMoney
      ? `  trim_scale(coalesce(sum(${name}), 0))::text AS ${name}`
      : `  coalesce(sum(${name}), 0)::text AS ${name}`;
  })
  .join(',\n');

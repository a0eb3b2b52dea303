import { recentRecords, rollUpAttributions, rollupColumns } from '../ledger/rollup-sql.ts';
import {
  filterConditions,
  intervalUnits,
  isRollupDimension,
  mostUsageRows,
  rollupColumnOf,
  sums,
} from './build-usage-sql.ts';
import type { Span } from './split-span.ts';
import { type AttributionDimension, attributionDimensions, type UsageQuery } from './usage-report.ts';

/** The most groups of a report without a series. There may be as many as a caller has users. */
const mostAttributionGroups = 1_000;

/** The column of each dimension in a report's rows. */
export const attributionColumns = { END_USER: 'end_user', SESSION: 'session', TAG: 'tag' } as const;

/** The end user, session or tag of a query's filter; undefined for none. */
export function attributionFilter({ endUser, session, tag }: UsageQuery): [AttributionDimension, string] | undefined {
  const values: Record<AttributionDimension, string | null | undefined> = {
    END_USER: endUser,
    SESSION: session,
    TAG: tag,
  };
  for (const dimension of attributionDimensions) {
    const value = values[dimension];
    if (value != null) return [dimension, value];
  }
  return undefined;
}

/**
 * The statement of a report by or of an end user, session or tag, over whole hours. It returns a row for every group of
 * every point, the most expensive first. Grouped by these without a series, it returns at most `mostAttributionGroups`.
 * Otherwise it returns at most one row more than `mostUsageRows`.
 */
export function buildAttributionSql(
  query: UsageQuery,
  dimension: AttributionDimension,
  [startMs, endMs]: Span,
): { text: string; values: unknown[] } {
  const { conditions, values } = filterConditions(query);
  const [, value] = attributionFilter(query) ?? [];
  const own = [
    `dimension = $${values.push(dimension)}`,
    ...(value === undefined ? [] : [`value = $${values.push(value)}`]),
  ];
  const isGrouped = query.groupBy?.includes(dimension) ?? false;
  const from = `$${values.push(new Date(startMs).toISOString())}::timestamptz`;
  const to = `$${values.push(new Date(endMs).toISOString())}::timestamptz`;
  const others = (query.groupBy ?? []).filter(isRollupDimension).map(rollupColumnOf);
  const unit = query.interval == null ? null : intervalUnits[query.interval];
  const at = unit === null ? [] : [`extract(epoch FROM date_trunc('${unit}', hour, 'UTC'))::float8 * 1000 AS at`];
  const places = [...at, ...(isGrouped ? [`value AS ${attributionColumns[dimension]}`] : []), ...others];
  const columns = ['hour', 'value', ...others, ...rollupColumns.counts, ...rollupColumns.money].join(', ');
  const recent = [`date_trunc('hour', started_at, 'UTC') >= ${from} AND date_trunc('hour', started_at, 'UTC') < ${to}`];
  const text = `
SELECT ${[...places, ...sums].join(', ')}, '' AS latencies, '' AS first_tokens, NULL AS pruned_before
FROM (
  SELECT ${columns} FROM usage_attribution WHERE ${[...own, `hour >= ${from} AND hour < ${to}`, ...conditions].join(' AND ')}
  UNION ALL
  SELECT ${columns} FROM (${rollUpAttributions(recentRecords, [...own, ...recent, ...conditions].join(' AND '))}) AS added
) AS rows
${places.length === 0 ? 'HAVING count(*) > 0' : `GROUP BY ${places.map((_, index) => index + 1).join(', ')}`}
ORDER BY sum(cost_usd) DESC, sum(calls) DESC
LIMIT ${unit === null && value === undefined ? mostAttributionGroups : mostUsageRows + 1}`;
  return { text, values };
}

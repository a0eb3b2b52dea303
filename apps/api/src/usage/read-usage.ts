import type pg from 'pg';
import { addUpReport, type UsageRow } from './add-up-report.ts';
import { attributionFilter, buildAttributionSql } from './build-attribution-sql.ts';
import { buildUsageSql, isRollupDimension, mostUsageRows } from './build-usage-sql.ts';
import { type Span, splitSpan, wholeHours } from './split-span.ts';
import type { AttributionDimension, UsageQuery, UsageReport } from './usage-report.ts';
import { UsageTooLongError } from './usage-too-long-error.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const usualDays = 7;

/**
 * Adds up the calls of a query. `now` is the end of a span without an end. A span of days begins at a full hour, for
 * which a rollup exists. Rejects with a `UsageTooLongError` for a report with too many rows.
 */
export async function readUsage(pool: pg.Pool, query: UsageQuery, now: Date = new Date()): Promise<UsageReport> {
  const to = query.to ?? now;
  const from = query.from ?? wholeHour(to.getTime() - (query.days ?? usualDays) * dayMs);
  const [limited] = attributionFilter(query) ?? [];
  const own = limited ?? query.groupBy?.find((dimension) => !isRollupDimension(dimension));
  if (own !== undefined) return readAttributions(pool, query, own, wholeHours([from.getTime(), to.getTime()]), now);
  const { rows } = await pool.query<UsageRow>(buildUsageSql(query, from, to, now));
  if (rows.length > mostUsageRows) throw new UsageTooLongError();
  const prunedBefore = rows[0]?.pruned_before ?? null;
  return { ...coveredSpan(from, to, now, prunedBefore), ...addUpReport(query, rows) };
}

/**
 * A report by or of an end user, session or tag, over whole hours. Calls without a value are in no group, and a call
 * with two tags is in two. So the totals are read separately.
 */
async function readAttributions(
  pool: pg.Pool,
  query: UsageQuery,
  dimension: AttributionDimension,
  span: Span,
  now: Date,
): Promise<UsageReport> {
  const [from, to] = span.map((ms) => new Date(ms)) as [Date, Date];
  const isLimited = attributionFilter(query) !== undefined;
  const [{ rows }, all] = await Promise.all([
    pool.query<UsageRow>(buildAttributionSql(query, dimension, span)),
    isLimited ? null : readUsage(pool, { ...query, from, to, groupBy: [], interval: null }, now),
  ]);
  if (rows.length > mostUsageRows) throw new UsageTooLongError();
  const { totals, groups, series } = addUpReport(query, rows);
  return { from, to: to < now ? to : (query.to ?? now), totals: all?.totals ?? totals, groups, series };
}

/** The span of a report: the requested span, extended to full hours if records of a partial hour were removed. */
function coveredSpan(from: Date, to: Date, now: Date, prunedBefore: Date | null): { from: Date; to: Date } {
  const { cut } = splitSpan(from.getTime(), to.getTime(), now.getTime(), false);
  let [start, end] = [from, to];
  for (const span of cut) {
    if (prunedBefore === null || prunedBefore.getTime() <= span[0]) continue;
    const [startMs, endMs] = wholeHours(span);
    if (span[0] === from.getTime()) start = new Date(startMs);
    if (span[1] === to.getTime()) end = new Date(endMs);
  }
  return { from: start, to: end };
}

function wholeHour(ms: number): Date {
  return new Date(Math.floor(ms / hourMs) * hourMs);
}

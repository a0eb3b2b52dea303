import type pg from 'pg';
import { addUpReport, type UsageRow } from './add-up-report.ts';
import { buildUsageSql } from './build-usage-sql.ts';
import type { UsageQuery, UsageReport } from './usage-report.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const usualDays = 7;

/**
 * Adds up the calls that a query names. `now` ends a span that names no end. The last so many days begin with an hour, of
 * which a rollup is there.
 */
export async function readUsage(pool: pg.Pool, query: UsageQuery, now: Date = new Date()): Promise<UsageReport> {
  const to = query.to ?? now;
  const from = query.from ?? wholeHour(to.getTime() - (query.days ?? usualDays) * dayMs);
  const { rows } = await pool.query<UsageRow>(buildUsageSql(query, from, to, now));
  return { from, to, ...addUpReport(query, rows) };
}

function wholeHour(ms: number): Date {
  return new Date(Math.floor(ms / hourMs) * hourMs);
}

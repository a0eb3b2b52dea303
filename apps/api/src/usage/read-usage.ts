import type pg from 'pg';
import { AddedHistograms, type HistogramRow } from './added-histograms.ts';
import { buildUsageSql } from './build-usage-sql.ts';
import { fromUsageRow, type UsageRow } from './from-usage-row.ts';
import type { UsageGroup, UsageQuery, UsageReport } from './usage-report.ts';

const dayMs = 86_400_000;
const usualDays = 7;

/** Adds up the calls that a query names. `now` ends a span that names no end. */
export async function readUsage(pool: pg.Pool, query: UsageQuery, now: Date = new Date()): Promise<UsageReport> {
  const to = query.to ?? now;
  const from = query.from ?? new Date(to.getTime() - (query.days ?? usualDays) * dayMs);
  const { sums, histograms } = buildUsageSql(query, from, to, now);
  const [{ rows }, { rows: counted }] = await Promise.all([
    pool.query<UsageRow>(sums),
    pool.query<HistogramRow>(histograms),
  ]);
  const added = new AddedHistograms(query, counted);
  const groups: UsageGroup[] = [];
  const series: (UsageGroup & { at: Date })[] = [];
  let totals: UsageReport['totals'] | null = null;
  for (const row of rows) {
    const group = fromUsageRow(row, added.find(row));
    if (row.part === 'totals') totals = group.totals;
    else if (row.part === 'group') groups.push(group);
    else if (row.at) series.push({ ...group, at: row.at });
  }
  if (totals === null) throw new Error('The report of usage came without its totals.');
  return { from, to, totals, groups, series };
}

import type pg from 'pg';
import { AddedHistograms, type HistogramRow } from './added-histograms.ts';
import { buildUsageSql } from './build-usage-sql.ts';
import { fromUsageRow, type UsageRow } from './from-usage-row.ts';
import { splitSpan, wholeHours } from './split-span.ts';
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
  let prunedBefore: Date | null = null;
  for (const row of rows) {
    const group = fromUsageRow(row, added.find(row));
    if (row.part === 'totals') {
      totals = group.totals;
      prunedBefore = row.pruned_before;
    } else if (row.part === 'group') groups.push(group);
    else if (row.at) series.push({ ...group, at: row.at });
  }
  if (totals === null) throw new Error('The report of usage came without its totals.');
  return { ...coveredSpan(from, to, now, prunedBefore), totals, groups, series };
}

/** The span that a report is of: as asked for, or to the full hour where the records that would cut it are gone. */
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

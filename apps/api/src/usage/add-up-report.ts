import type { Money } from '../ledger/money.ts';
import { attributionColumns } from './build-attribution-sql.ts';
import { isRollupDimension, rollupColumnOf } from './build-usage-sql.ts';
import { toUsageTotals } from './to-usage-totals.ts';
import type { UsageGroup, UsageQuery, UsageReport } from './usage-report.ts';
import { type SumsRow, UsageSums } from './usage-sums.ts';

/** The group and the point of a row. Columns that were not requested are missing; an empty text means none. */
type Place = {
  /** The start of the hour or day, epoch milliseconds. */
  at?: number;
  model_id?: string;
  provider_id?: string;
  workspace_id?: string;
  api_key_id?: string;
  task_type?: string;
  end_user?: string;
  session?: string;
  tag?: string;
};

/** One row for each group of each point. Without a series: one for each group. */
export type UsageRow = Place &
  SumsRow & {
    /** Records of calls that began earlier may have been removed; null if none were. */
    pruned_before: Date | null;
  };

type Group = { place: Place; sums: UsageSums };

type Ranked = { at: number; costUsd: Money; calls: number };

/**
 * Builds the parts of a report from its most detailed rows. Only the totals of a row stay in memory, because there may
 * be thousands.
 */
export function addUpReport(query: UsageQuery, rows: readonly UsageRow[]): Omit<UsageReport, 'from' | 'to'> {
  const columns = (query.groupBy ?? []).map((dimension) =>
    isRollupDimension(dimension) ? rollupColumnOf(dimension) : attributionColumns[dimension],
  );
  const groups = new Map<string, Group>();
  const series: (Ranked & { point: UsageGroup })[] = [];
  for (const row of rows) {
    const sums = UsageSums.read(row);
    groupOf(row, columns, groups).sums.add(sums);
    if (query.interval != null) series.push({ ...rankOf(row, sums), point: toGroup(row, sums) });
  }
  const totals = new UsageSums();
  for (const { sums } of groups.values()) totals.add(sums);
  const ranked = [...groups.values()].map((group) => ({ ...group, ...rankOf(group.place, group.sums) }));
  return {
    totals: toUsageTotals(totals),
    groups: columns.length === 0 ? [] : ranked.sort(byCost).map(({ place, sums }) => toGroup(place, sums)),
    series: series.sort(byTimeAndCost).map(({ at, point }) => ({ ...point, at: new Date(at) })),
  };
}

function groupOf(row: UsageRow, columns: readonly (keyof Place)[], groups: Map<string, Group>): Group {
  // PostgreSQL's text has no zeros, so they separate names.
  const key = columns.map((column) => row[column]).join('\0');
  const group = groups.get(key) ?? { place: row, sums: new UsageSums() };
  groups.set(key, group);
  return group;
}

function rankOf({ at = 0 }: Place, sums: UsageSums): Ranked {
  return { at, costUsd: sums.usd('cost_usd'), calls: sums.count('calls') };
}

function byTimeAndCost(left: Ranked, right: Ranked): number {
  return left.at - right.at || byCost(left, right);
}

/** The most expensive first; at equal cost, more calls first. */
function byCost(left: Ranked, right: Ranked): number {
  if (left.costUsd !== right.costUsd) return left.costUsd < right.costUsd ? 1 : -1;
  return right.calls - left.calls;
}

function toGroup(place: Place, sums: UsageSums): UsageGroup {
  return {
    model: place.model_id || null,
    provider: place.provider_id || null,
    workspace: place.workspace_id || null,
    apiKey: place.api_key_id || null,
    taskType: place.task_type || null,
    endUser: place.end_user ?? null,
    session: place.session ?? null,
    tag: place.tag ?? null,
    totals: toUsageTotals(sums),
  };
}

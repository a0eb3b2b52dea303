import type { ChartPoint, ChartSeries } from '../../components/chart/chart.ts';
import { toCsvText } from '../../components/csv.ts';
import type { UsageReport, UsageSums } from './usage-documents.ts';
import { type DimensionName, dimensions, stepOf } from './usage-question.ts';

/** A row of the table: one value of the dimension. */
export type UsageRow = { key: string; totals: UsageSums };

export const measures = {
  cost: { label: 'Cost', read: (totals: UsageSums) => Number(totals.costUsd) },
  calls: { label: 'Calls', read: (totals: UsageSums) => totals.calls },
  tokens: { label: 'Tokens', read: (totals: UsageSums) => totals.totalTokens },
  failures: { label: 'Failed', read: (totals: UsageSums) => totals.failures },
} as const;

export type Measure = keyof typeof measures;

const none = '(none)';
const others = '(others)';
/** Maximum number of named series in the chart. The rest is one more series. */
const mostSeries = 7;

export function rowsOf(report: UsageReport, by: DimensionName): readonly UsageRow[] {
  if (by === 'day') return report.series.map(({ at, totals }) => ({ key: at.slice(0, 10), totals }));
  return report.groups.map((group) => ({ key: group[by] ?? none, totals: group.totals }));
}

/** The series of the most expensive groups, and one of all others, with every step of the range. */
export function chartOf(
  report: UsageReport,
  by: DimensionName,
  measure: Measure,
): { points: readonly ChartPoint[]; series: readonly ChartSeries[]; stepMs: number } {
  const { read } = measures[measure];
  const stepMs = by === 'day' ? 86_400_000 : stepOf(new Date(report.from), new Date(report.to));
  const ranked = [...rowsOf(report, by)].sort((left, right) => read(right.totals) - read(left.totals));
  const named = by === 'day' ? [dimensions.day.label] : ranked.slice(0, mostSeries).map(({ key }) => key);
  const points = new Map<number, Record<string, number>>();
  const first = Math.floor(Date.parse(report.from) / stepMs) * stepMs;
  for (let at = first; at < Date.parse(report.to); at += stepMs) points.set(at, {});
  let hasOthers = false;
  for (const point of report.series) {
    const values = points.get(Date.parse(point.at));
    if (values === undefined) continue;
    const key = by === 'day' ? dimensions.day.label : (point[by] ?? none);
    const series = named.includes(key) ? key : others;
    hasOthers ||= series === others;
    values[series] = (values[series] ?? 0) + read(point.totals);
  }
  return {
    points: [...points].map(([at, values]) => ({ at: new Date(at).toISOString(), values })),
    series: [...named, ...(hasOthers ? [others] : [])].map((key) => ({
      key,
      label: by === 'day' ? measures[measure].label : key,
      ...(key === others && { color: 'var(--idle)' }),
    })),
    stepMs,
  };
}

const csvColumns = [
  'calls',
  'failures',
  'successRate',
  'inputTokens',
  'cachedInputTokens',
  'outputTokens',
  'reasoningTokens',
  'totalTokens',
  'costUsd',
  'unpricedCalls',
  'averageLatencyMs',
  'fallbacks',
  'savedUsd',
] as const satisfies readonly (keyof UsageSums)[];

/** The table as CSV (RFC 4180), with the API's figures. */
export function toCsv(rows: readonly UsageRow[], by: DimensionName): string {
  const lines = rows.map(({ key, totals }) => [key, ...csvColumns.map((column) => totals[column] ?? '')]);
  return toCsvText([[by, ...csvColumns], ...lines]);
}

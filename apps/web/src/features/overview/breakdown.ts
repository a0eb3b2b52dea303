import type { ChartPoint, ChartSeries } from '../../components/chart/chart.ts';
import { formatUsd } from '../../format/money.ts';
import { formatCompact, formatCount } from '../../format/tokens.ts';

/** The metrics of the chart. */
export type Metric = 'cost' | 'calls' | 'tokens';

type Figures = { calls: number; costUsd: string; totalTokens: number };
type Names = { model?: string | null; provider?: string | null; workspace?: string | null; taskType?: string | null };
export type Part = Names & { totals: Figures };

/** The dimensions that split a chart, with their names in the API and in the links to Generations. */
export const dimensions = [
  { value: 'model', label: 'by model', input: 'MODEL' },
  { value: 'provider', label: 'by provider', input: 'PROVIDER' },
  { value: 'workspace', label: 'by workspace', input: 'WORKSPACE' },
  { value: 'taskType', label: 'by task', input: 'TASK_TYPE' },
] as const;

export type Dimension = (typeof dimensions)[number]['value'];

export const metrics = [
  { value: 'cost', label: 'Cost' },
  { value: 'calls', label: 'Calls' },
  { value: 'tokens', label: 'Tokens' },
] as const satisfies readonly { value: Metric; label: string }[];

/** Maximum number of series with their own colour. The rest is one series. */
const mostSeries = 7;
const otherKey = 'other series';

function readMetric({ calls, costUsd, totalTokens }: Figures, metric: Metric): number {
  if (metric === 'cost') return Number(costUsd);
  return metric === 'calls' ? calls : totalTokens;
}

export function formatMetric(value: number, metric: Metric): string {
  if (metric === 'cost') return formatUsd(value);
  return metric === 'calls' ? formatCount(value) : formatCompact(value);
}

/** The largest parts as series over time. All smaller parts together are the last series. */
export function breakDown(
  groups: readonly Part[],
  series: readonly (Part & { at: string })[],
  steps: readonly string[],
  { metric, dimension }: { metric: Metric; dimension: Dimension },
): { series: ChartSeries[]; points: ChartPoint[] } {
  const nameOf = (part: Names): string => part[dimension] || 'none';
  const ranked = groups
    .map((group) => ({ name: nameOf(group), value: readMetric(group.totals, metric) }))
    .filter(({ value }) => value > 0)
    .toSorted((left, right) => right.value - left.value);
  const own = new Set(ranked.slice(0, mostSeries).map(({ name }) => name));
  const values = new Map(steps.map((step) => [Date.parse(step), {} as Record<string, number>]));
  for (const part of series) {
    const step = values.get(Date.parse(part.at));
    if (step === undefined) continue;
    const key = own.has(nameOf(part)) ? nameOf(part) : otherKey;
    step[key] = (step[key] ?? 0) + readMetric(part.totals, metric);
  }
  const shown: ChartSeries[] = [...own].map((name) => ({ key: name, label: name }));
  if (ranked.length > own.size) {
    shown.push({ key: otherKey, label: `${ranked.length - own.size} others`, color: 'var(--idle)' });
  }
  return { series: shown, points: steps.map((at) => ({ at, values: values.get(Date.parse(at)) ?? {} })) };
}

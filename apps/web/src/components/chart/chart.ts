/** One step of time. */
export type ChartPoint = {
  /** Its start, ISO 8601. */
  at: string;
  /** By the key of a series; a missing one counts as zero where values are stacked, and as a gap in a line. */
  values: Readonly<Record<string, number | null>>;
};

export type ChartSeries = {
  key: string;
  label: string;
  /** A CSS colour; by default the next of the palette. */
  color?: string;
};

export type TimeChartProps = {
  /** What the chart shows, for readers who do not see it. */
  label: string;
  points: readonly ChartPoint[];
  /** In the order of the stack, from the bottom. */
  series: readonly ChartSeries[];
  /** The length of a step, milliseconds. Days read as dates, shorter ones as times. */
  stepMs: number;
  formatValue: (value: number) => string;
  /** CSS pixels, default 240. */
  height?: number;
  /** Called with the range that the reader drags over, or with the step that is clicked. */
  onRange?: (from: Date, to: Date) => void;
};

const palette = [
  'var(--chart-1)',
  'var(--chart-2)',
  'var(--chart-3)',
  'var(--chart-4)',
  'var(--chart-5)',
  'var(--chart-6)',
  'var(--chart-7)',
  'var(--chart-8)',
];

/** The colour of a series: its own, or that of its place. */
export function colorOf(series: ChartSeries, index: number): string {
  return series.color ?? palette[index % palette.length] ?? 'var(--chart-1)';
}

/** The range of two steps in either order, with the whole last one. */
export function toRange(first: string, last: string, stepMs: number): { from: Date; to: Date } {
  const [start, end] = [Date.parse(first), Date.parse(last)];
  return { from: new Date(Math.min(start, end)), to: new Date(Math.max(start, end) + stepMs) };
}

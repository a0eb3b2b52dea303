/** One step of time. */
export type ChartPoint = {
  /** Start of the step, ISO 8601. */
  at: string;
  /** Values by the key of a series. A missing value is zero in a stack, and a gap in a line. */
  values: Readonly<Record<string, number | null>>;
};

export type ChartSeries = {
  key: string;
  label: string;
  /** A CSS colour. Default: the next colour of the palette. */
  color?: string;
};

export type TimeChartProps = {
  /** A description of the chart for screen readers. */
  label: string;
  points: readonly ChartPoint[];
  /** In the order of the stack, from the bottom. */
  series: readonly ChartSeries[];
  /** Length of a step, milliseconds. Days are labelled by date, shorter steps by time. */
  stepMs: number;
  formatValue: (value: number) => string;
  /** CSS pixels, default 240. */
  height?: number;
  /** Called with the dragged range, or with the clicked step. */
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

/** The colour of a series: its own, or the palette's colour at its index. */
export function colorOf(series: ChartSeries, index: number): string {
  return series.color ?? palette[index % palette.length] ?? 'var(--chart-1)';
}

/** The range between two steps in either order. It includes the whole last step. */
export function toRange(first: string, last: string, stepMs: number): { from: Date; to: Date } {
  const [start, end] = [Date.parse(first), Date.parse(last)];
  return { from: new Date(Math.min(start, end)), to: new Date(Math.max(start, end) + stepMs) };
}

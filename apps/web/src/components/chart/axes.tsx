import { CartesianGrid, XAxis, YAxis } from 'recharts';
import { formatDateTime, formatDay, formatTime } from '../../format/date-time.ts';
import classes from './chart.module.css';
import { type ChartSeries, colorOf, type TimeChartProps } from './chart.ts';

const dayMs = 86_400_000;
const tick = { fontSize: 11, fill: 'var(--mantine-color-dimmed)' };

/** The axes and the grid of a chart over time, as elements for the chart. */
export function timeAxes({ stepMs, formatValue }: Pick<TimeChartProps, 'stepMs' | 'formatValue'>) {
  return [
    <CartesianGrid key="grid" vertical={false} stroke="var(--line)" />,
    <XAxis
      key="x"
      dataKey="at"
      tickLine={false}
      axisLine={false}
      minTickGap={28}
      tick={tick}
      tickFormatter={(at: string) => (stepMs >= dayMs ? formatDay(at) : formatTime(at))}
    />,
    <YAxis
      key="y"
      width={58}
      tickLine={false}
      axisLine={false}
      tickCount={4}
      niceTicks="snap125"
      tick={tick}
      tickFormatter={(value: number) => formatValue(value)}
    />,
  ];
}

type TipProps = Pick<TimeChartProps, 'series' | 'formatValue' | 'stepMs'> & {
  at: string;
  values: Readonly<Record<string, unknown>>;
};

/** The figures of one step, in the order of the drawn stack: the largest part first. */
export function ChartTip({ series, formatValue, stepMs, at, values }: TipProps) {
  return (
    <div className={classes.tip}>
      <div className={classes.tipTitle}>{stepMs >= dayMs ? formatDay(at) : formatDateTime(at)}</div>
      {series
        .map((one, index) => ({ one, color: colorOf(one, index), value: values[one.key] }))
        .filter(({ value }) => typeof value === 'number' && value !== 0)
        .toReversed()
        .map(({ one, color, value }) => (
          <TipRow key={one.key} series={one} color={color} text={formatValue(Number(value))} />
        ))}
    </div>
  );
}

function TipRow({ series, color, text }: { series: ChartSeries; color: string; text: string }) {
  return (
    <div className={classes.tipRow}>
      <span className={classes.swatch} style={{ background: color }} />
      <span>{series.label}</span>
      <span>{text}</span>
    </div>
  );
}

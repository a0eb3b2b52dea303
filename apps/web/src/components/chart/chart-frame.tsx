import type { ReactNode } from 'react';
import classes from './chart.module.css';
import { type ChartSeries, colorOf, type TimeChartProps } from './chart.ts';

/** The frame of a chart with its legend. It keeps its size while the chart loads. */
export function ChartFrame({ label, series, height = 240, children }: TimeChartProps & { children: ReactNode }) {
  return (
    <figure className={classes.frame}>
      <div role="img" aria-label={label} style={{ height }}>
        {children}
      </div>
      <figcaption className={classes.legend}>
        {series.map((one, index) => (
          <LegendEntry key={one.key} series={one} color={colorOf(one, index)} />
        ))}
      </figcaption>
    </figure>
  );
}

function LegendEntry({ series, color }: { series: ChartSeries; color: string }) {
  return (
    <span className={classes.entry}>
      <span className={classes.swatch} style={{ background: color }} aria-hidden />
      {series.label}
    </span>
  );
}

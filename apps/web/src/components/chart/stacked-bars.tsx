'use client';

import { useState } from 'react';
import { Bar, BarChart, ReferenceArea, ResponsiveContainer, Tooltip } from 'recharts';
import { ChartTip, timeAxes } from './axes.tsx';
import { colorOf, type TimeChartProps, toRange } from './chart.ts';

type Drag = { first: string; last: string };

/** The bars of a stacked chart. Loaded when shown, see stacked-chart.tsx. */
export function StackedBars({ points, series, stepMs, formatValue, onRange }: TimeChartProps) {
  const [drag, setDrag] = useState<Drag | null>(null);
  const data = points.map(({ at, values }) => ({ at, ...values }));
  const begin = ({ activeLabel }: { activeLabel?: string | number | undefined }): void => {
    if (activeLabel !== undefined) setDrag({ first: String(activeLabel), last: String(activeLabel) });
  };
  const go = ({ activeLabel }: { activeLabel?: string | number | undefined }): void => {
    if (drag !== null && activeLabel !== undefined) setDrag({ ...drag, last: String(activeLabel) });
  };
  const end = (): void => {
    if (drag === null) return;
    const { from, to } = toRange(drag.first, drag.last, stepMs);
    setDrag(null);
    onRange?.(from, to);
  };
  const handlers =
    onRange === undefined
      ? {}
      : { onMouseDown: begin, onMouseMove: go, onMouseUp: end, style: { cursor: 'crosshair' } };
  return (
    <ResponsiveContainer width="100%" height="100%">
      <BarChart
        data={data}
        margin={{ top: 6, right: 0, bottom: 0, left: 0 }}
        barCategoryGap="18%"
        accessibilityLayer={false}
        stackOffset="sign"
        {...handlers}
        onMouseLeave={() => setDrag(null)}
      >
        {timeAxes({ stepMs, formatValue })}
        <Tooltip
          isAnimationActive={false}
          cursor={{ fill: 'var(--mantine-color-default-hover)' }}
          content={({ active, label, payload }) =>
            active && payload?.[0] ? (
              <ChartTip
                at={String(label)}
                values={payload[0].payload}
                series={series}
                formatValue={formatValue}
                stepMs={stepMs}
              />
            ) : null
          }
        />
        {series.map((one, index) => (
          <Bar
            key={one.key}
            dataKey={one.key}
            stackId="all"
            fill={colorOf(one, index)}
            isAnimationActive={false}
            maxBarSize={36}
          />
        ))}
        {drag !== null && (
          <ReferenceArea x1={drag.first} x2={drag.last} fill="var(--mantine-primary-color-filled)" fillOpacity={0.18} />
        )}
      </BarChart>
    </ResponsiveContainer>
  );
}

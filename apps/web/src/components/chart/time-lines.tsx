'use client';

import { Line, LineChart, ResponsiveContainer, Tooltip } from 'recharts';
import { ChartTip, timeAxes } from './axes.tsx';
import { colorOf, type TimeChartProps } from './chart.ts';

/** The lines of a line chart. Loaded when shown, see line-chart.tsx. */
export function TimeLines({ points, series, stepMs, formatValue }: TimeChartProps) {
  return (
    <ResponsiveContainer width="100%" height="100%">
      <LineChart
        data={points.map(({ at, values }) => ({ at, ...values }))}
        margin={{ top: 6, right: 6, bottom: 0, left: 0 }}
        accessibilityLayer={false}
      >
        {timeAxes({ stepMs, formatValue })}
        <Tooltip
          isAnimationActive={false}
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
          <Line
            key={one.key}
            dataKey={one.key}
            type="monotone"
            stroke={colorOf(one, index)}
            strokeWidth={1.8}
            dot={false}
            isAnimationActive={false}
          />
        ))}
      </LineChart>
    </ResponsiveContainer>
  );
}

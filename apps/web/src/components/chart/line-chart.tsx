'use client';

import { lazy, Suspense } from 'react';
import type { TimeChartProps } from './chart.ts';
import { ChartFrame } from './chart-frame.tsx';

const Lines = lazy(() => import('./time-lines.tsx').then((module) => ({ default: module.TimeLines })));

/** Values over time, a line for each series. */
export function LineChart(props: TimeChartProps) {
  return (
    <ChartFrame {...props}>
      <Suspense fallback={null}>
        <Lines {...props} />
      </Suspense>
    </ChartFrame>
  );
}

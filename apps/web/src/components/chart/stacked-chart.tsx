'use client';

import { lazy } from 'react';
import { LazyPart } from '../lazy-part.tsx';
import { whenSettled } from '../when-settled.ts';
import type { TimeChartProps } from './chart.ts';
import { ChartFrame } from './chart-frame.tsx';

// The chart library is large, and pages are readable without it.
const Bars = lazy(async () => {
  const { StackedBars } = await whenSettled(() => import('./stacked-bars.tsx'));
  return { default: StackedBars };
});

/** Amounts over time, stacked by series. */
export function StackedChart(props: TimeChartProps) {
  return (
    <ChartFrame {...props}>
      <LazyPart>
        <Bars {...props} />
      </LazyPart>
    </ChartFrame>
  );
}

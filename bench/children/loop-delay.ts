import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Spread } from './reporting.ts';

/** Between two looks at the clock; what comes on top is the loop's delay. Milliseconds. */
const resolutionMs = 2;

/** Measures how late this process's event loop is; returns what gives that since it was asked last. */
export function measureLoopDelay(): () => Spread {
  const histogram = monitorEventLoopDelay({ resolution: resolutionMs });
  histogram.enable();
  const late = (nanoseconds: number): number => Math.max(0, nanoseconds / 1e6 - resolutionMs);
  return () => {
    const spread = {
      p50: late(histogram.percentile(50)),
      p99: late(histogram.percentile(99)),
      max: late(histogram.max),
      count: histogram.count,
    };
    histogram.reset();
    return spread;
  };
}

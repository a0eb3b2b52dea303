import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Spread } from './reporting.ts';

/** Time between two checks of the clock, milliseconds. Any excess is the loop's delay. */
const resolutionMs = 2;

/** Measures the delay of this process's event loop. Returns a function that takes the delays since its last call. */
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

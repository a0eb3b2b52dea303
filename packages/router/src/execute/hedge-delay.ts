import type { ModelHealth } from '../health/health-view.ts';
import type { HedgingPolicy } from '../policy/policy.ts';

/** The minimum of a measured delay: a fast model is not late because of a few milliseconds. */
const leastMeasuredMs = 250;

/**
 * How long a call of a model waits for its first token before a second call starts beside it, milliseconds. Null for
 * never: hedging is off, or too few calls have measured the delay.
 */
export function hedgeDelayMs(
  hedging: HedgingPolicy | null,
  { p95FirstTokenMs }: Pick<ModelHealth, 'p95FirstTokenMs'>,
): number | null {
  if (hedging === null) return null;
  if (!hedging.usesP95 || p95FirstTokenMs === null) return hedging.afterMs;
  return Math.max(leastMeasuredMs, p95FirstTokenMs);
}

import { failuresInARow } from './call-history.ts';
import type { TripRule } from './trip-rule.ts';

/** Trips when `failures` consecutive calls, in the order of their starts, have failed. */
export function consecutiveFailures(failures: number): TripRule {
  return (history, failedCall) => failuresInARow(history, failedCall) >= failures;
}

import { failuresInARow } from './call-history.ts';
import type { TripRule } from './trip-rule.ts';

/** Trips when `failures` calls that began one after the other have failed. */
export function consecutiveFailures(failures: number): TripRule {
  return (history, failedCall) => failuresInARow(history, failedCall) >= failures;
}

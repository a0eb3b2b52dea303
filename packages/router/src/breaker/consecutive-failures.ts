import { RecentCalls } from './recent-calls.ts';
import type { TripRule } from './trip-rule.ts';

/** Trips when `failures` calls that began one after the other have failed. */
export function consecutiveFailures(failures: number): TripRule {
  const recent = new RecentCalls();
  let isTripped = false;
  return {
    began: (call, nowMs) => recent.began(call, nowMs),
    ended(call, result) {
      recent.ended(call, result);
      isTripped = result === 'failed' && recent.failedInARow(call) >= failures;
    },
    isTripped: () => isTripped,
    reset() {
      recent.clear();
      isTripped = false;
    },
  };
}

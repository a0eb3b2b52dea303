import { countRecent } from './call-history.ts';
import type { TripRule } from './trip-rule.ts';

/**
 * Trips when at least `minimumCalls` began within the window of the history, and at least `rate` (0–1) of them failed.
 * Running calls count as not failed.
 */
export function failureRate({ rate, minimumCalls }: { rate: number; minimumCalls: number }): TripRule {
  return (history, _failedCall, nowMs) => {
    const { calls, failures } = countRecent(history, nowMs);
    return calls >= minimumCalls && failures >= rate * calls;
  };
}

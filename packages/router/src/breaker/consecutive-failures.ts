import type { TripRule } from './trip-rule.ts';

/** Trips after `failures` in a row. */
export function consecutiveFailures(failures: number): TripRule {
  let inARow = 0;
  return {
    succeeded: () => {
      inARow = 0;
    },
    failed: () => {
      inARow += 1;
    },
    isTripped: () => inARow >= failures,
    reset: () => {
      inARow = 0;
    },
  };
}

import type { TripRule } from './trip-rule.ts';

/** Trips after `failures` in a row, each of a call that began when the one before was known: ten at once are one. */
export function consecutiveFailures(failures: number): TripRule {
  let inARow = 0;
  let lastEnded = 0;
  return {
    began() {},
    ended({ isWell, began, ended }) {
      if (isWell) inARow = 0;
      else if (inARow === 0 || began > lastEnded) {
        inARow += 1;
        lastEnded = ended;
      }
    },
    isTripped: () => inARow >= failures,
    reset() {
      inARow = 0;
    },
  };
}

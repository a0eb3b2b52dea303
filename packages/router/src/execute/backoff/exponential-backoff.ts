import type { Backoff } from './backoff.ts';

/** Share of a pause that chance decides. Below a half, so that each pause is surely longer than the one before. */
const jitterShare = 0.4;

/**
 * Pauses that double from `baseMs` to `maxMs`, each shortened by chance by up to two fifths: many callers that failed
 * at one moment do not come back at one moment.
 */
export function exponentialBackoff(options: { baseMs: number; maxMs: number }): Backoff {
  return {
    waitMs(calls, random) {
      const fullMs = Math.min(options.maxMs, options.baseMs * 2 ** (calls - 1));
      return fullMs * (1 - jitterShare * random);
    },
  };
}

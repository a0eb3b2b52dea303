/** Share of a pause that chance decides. Below a half, so that each pause is longer than the one before. */
const jitterShare = 0.4;

/**
 * How long to wait before a model is called again, milliseconds: pauses that double from `baseMs` to `maxMs`. Chance
 * shortens each by up to two fifths, so that many callers that failed at one moment do not come back at one moment.
 * `calls`: how many were made, 1 or more. `random`: 0 up to, not including, 1.
 */
export function exponentialBackoffMs(
  { baseMs, maxMs }: { baseMs: number; maxMs: number },
  calls: number,
  random: number,
): number {
  const fullMs = Math.min(maxMs, baseMs * 2 ** (calls - 1));
  return fullMs * (1 - jitterShare * random);
}

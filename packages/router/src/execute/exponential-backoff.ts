/** The random share of a pause. Below a half, so that each pause is longer than the previous pause. */
const jitterShare = 0.4;

/**
 * The wait before the next call of a model, milliseconds. Pauses double from `baseMs` to `maxMs`, less a random share
 * of up to two fifths. So callers that failed together retry at different times. `calls`: the number of calls made, 1
 * or more. `random`: 0 up to, not including, 1.
 */
export function exponentialBackoffMs(
  { baseMs, maxMs }: { baseMs: number; maxMs: number },
  calls: number,
  random: number,
): number {
  const fullMs = Math.min(maxMs, baseMs * 2 ** (calls - 1));
  return fullMs * (1 - jitterShare * random);
}

/**
 * The longest gap that counts, milliseconds. The cap lets the first few arrivals of a burst lower the average enough.
 */
const longestGapMs = 100;
/** The weight of the newest gap in the average. */
const share = 1 / 8;

/** The moving average of the time between arrivals. */
export class ArrivalPace {
  /** Milliseconds between two arrivals. Starts at the longest gap. */
  gapMs = longestGapMs;
  #lastMs = Number.NEGATIVE_INFINITY;

  arrived(nowMs: number): void {
    const gapMs = Math.min(nowMs - this.#lastMs, longestGapMs);
    this.gapMs += (gapMs - this.gapMs) * share;
    this.#lastMs = nowMs;
  }
}

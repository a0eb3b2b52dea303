/**
 * The longest gap that counts, milliseconds. With it, the first few arrivals of a burst are enough to lower the
 * average.
 */
const longestGapMs = 100;
/** The weight of the newest gap in the average. */
const share = 1 / 8;

/** The moving average of the time between arrivals. */
export class ArrivalPace {
  /** Milliseconds between two arrivals. The longest gap before the first arrivals. */
  gapMs = longestGapMs;
  #lastMs = Number.NEGATIVE_INFINITY;

  arrived(nowMs: number): void {
    const gapMs = Math.min(nowMs - this.#lastMs, longestGapMs);
    this.gapMs += (gapMs - this.gapMs) * share;
    this.#lastMs = nowMs;
  }
}

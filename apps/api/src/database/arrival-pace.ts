/** A longer silence says no more than this, so that the first few of a crowd are enough to tell of it. Milliseconds. */
const longestGapMs = 100;
/** How much of the average each arrival renews. */
const share = 1 / 8;

/** How far apart things arrive, as a moving average. */
export class ArrivalPace {
  /** Milliseconds between two arrivals; of the longest kind before there were any. */
  gapMs = longestGapMs;
  private lastMs = Number.NEGATIVE_INFINITY;

  arrived(nowMs: number): void {
    const gapMs = Math.min(nowMs - this.lastMs, longestGapMs);
    this.gapMs += (gapMs - this.gapMs) * share;
    this.lastMs = nowMs;
  }
}

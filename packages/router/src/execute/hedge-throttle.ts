/** The share of generations that may have a second attempt, in the long run. */
const share = 0.1;

/** The maximum number of second attempts in a burst. */
const burst = 10;

/**
 * Bounds second attempts, so that a slow provider does not get twice the calls. In the long run one of ten generations
 * may have a second attempt, with bursts of ten. In the memory of this process.
 */
export class HedgeThrottle {
  #left = burst;

  /** Records the start of a generation. */
  earn(): void {
    this.#left = Math.min(burst, this.#left + share);
  }

  /** Whether a second attempt may be made. If so, it is counted. */
  take(): boolean {
    // A tenth is not an exact binary fraction: ten of them are slightly less than one.
    if (this.#left < 1 - share / 2) return false;
    this.#left = Math.max(0, this.#left - 1);
    return true;
  }
}

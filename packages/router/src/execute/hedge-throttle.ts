/** The share of generations that may have a second attempt, in the long run. */
const share = 0.1;

/** The most second attempts in a burst. */
const burst = 10;

/**
 * Bounds second attempts, so that a provider that has become slow does not get twice the calls. In the long run one of ten
 * generations may have one, and ten in a burst. In memory, of this process.
 */
export class HedgeThrottle {
  #left = burst;

  /** A generation begins. */
  earn(): void {
    this.#left = Math.min(burst, this.#left + share);
  }

  /** Whether a second attempt may be made; it is counted then. */
  take(): boolean {
    // A tenth is no binary fraction: ten of them are a little less than one.
    if (this.#left < 1 - share / 2) return false;
    this.#left = Math.max(0, this.#left - 1);
    return true;
  }
}

/** A minute, milliseconds: the time to refill an empty bucket. */
const minuteMs = 60_000;

/**
 * An amount per minute that may be used at once and is refilled evenly. The level may fall below 0 if a use is larger
 * than its estimate; the refill pays the debt.
 */
export class TokenBucket {
  #level: number;
  #atMs: number;

  /** Full at first. `nowMs`: from a monotonic clock. */
  constructor(perMinute: number, nowMs: number) {
    this.#level = perMinute;
    this.#atMs = nowMs;
  }

  /** Adapts the bucket to its current limit, and refills it. */
  refill(perMinute: number, nowMs: number): void {
    const refilled = this.#level + ((nowMs - this.#atMs) * perMinute) / minuteMs;
    this.#level = Math.min(perMinute, refilled);
    this.#atMs = nowMs;
  }

  /**
   * Milliseconds until `amount` can be taken; 0 for now. More than the capacity can be taken when the bucket is full.
   */
  waitMs(amount: number, perMinute: number): number {
    const missing = Math.min(amount, perMinute) - this.#level;
    // Less than a thousandth of a millisecond is a rounding error.
    return Math.max(0, Math.ceil((missing * minuteMs) / perMinute - 1e-3));
  }

  /** Takes an amount; a negative amount is given back. */
  take(amount: number): void {
    this.#level -= amount;
  }

  /** Sets the remaining amount from another counter. */
  set(level: number, nowMs: number): void {
    this.#level = level;
    this.#atMs = nowMs;
  }

  /** Whether the bucket is full, as of the last refill. */
  isFull(perMinute: number): boolean {
    return this.waitMs(perMinute, perMinute) === 0;
  }

  /** The remaining amount, at least 0. */
  get remaining(): number {
    return Math.max(0, Math.floor(this.#level + 1e-9));
  }
}

/** A minute, milliseconds: the time in which an empty bucket is refilled. */
const minuteMs = 60_000;

/**
 * An amount per minute that may be used at once and is refilled evenly. The level may fall below 0, when a use turns out
 * larger than its estimate; the debt is paid by the refill.
 */
export class TokenBucket {
  #level: number;
  #atMs: number;

  /** Full at first. `nowMs`: of a clock that is never set. */
  constructor(perMinute: number, nowMs: number) {
    this.#level = perMinute;
    this.#atMs = nowMs;
  }

  /** Fits the bucket to its limit of this moment, and refills it. */
  refill(perMinute: number, nowMs: number): void {
    const refilled = this.#level + ((nowMs - this.#atMs) * perMinute) / minuteMs;
    this.#level = Math.min(perMinute, refilled);
    this.#atMs = nowMs;
  }

  /** Milliseconds until `amount` can be taken; 0 for now. More than the bucket holds can be taken when it is full. */
  waitMs(amount: number, perMinute: number): number {
    const missing = Math.min(amount, perMinute) - this.#level;
    // Less than a thousandth of a millisecond is rounding.
    return Math.max(0, Math.ceil((missing * minuteMs) / perMinute - 1e-3));
  }

  /** Takes an amount; a negative one is given back. */
  take(amount: number): void {
    this.#level -= amount;
  }

  /** Sets what is left now, as it is counted elsewhere. */
  set(level: number, nowMs: number): void {
    this.#level = level;
    this.#atMs = nowMs;
  }

  /** Whether all of it is left, as far as it was refilled. */
  isFull(perMinute: number): boolean {
    return this.waitMs(perMinute, perMinute) === 0;
  }

  /** What is left, at least 0. */
  get remaining(): number {
    return Math.max(0, Math.floor(this.#level + 1e-9));
  }
}

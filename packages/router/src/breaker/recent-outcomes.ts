const remembered = 20;
const recentMs = 30_000;

/** The last 20 outcomes of a model. */
export class RecentOutcomes {
  readonly #times = new Float64Array(remembered);
  readonly #wells = new Uint8Array(remembered);
  #next = 0;
  #wellCount = 0;

  add(isWell: boolean, nowMs: number): void {
    const slot = this.#next % remembered;
    this.#wellCount += (isWell ? 1 : 0) - (this.#wells[slot] ?? 0);
    this.#wells[slot] = isWell ? 1 : 0;
    this.#times[slot] = nowMs;
    this.#next += 1;
  }

  /** Whether there were as many within the last 30 seconds, and at least half of them successes. */
  isMostlyWell(nowMs: number): boolean {
    const oldestMs = this.#times[this.#next % remembered] ?? 0;
    return this.#next >= remembered && nowMs - oldestMs <= recentMs && this.#wellCount * 2 >= remembered;
  }
}

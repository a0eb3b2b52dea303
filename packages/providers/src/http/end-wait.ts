import type { Upstream } from './upstream.ts';

/**
 * The default of `endSilenceMs`. It is below the usual idle time of a caller, after which the answer would count as
 * cut.
 */
const usualSilenceMs = 12_000;
/** The maximum share of a caller's idle time for the wait. */
const shareOfIdle = 0.8;
/** The maximum for a server that is known to leave its connections open. */
const knownSilenceMs = 1_000;
/** The maximum after the event with the final usage, which only the end mark follows. */
const completeSilenceMs = 500;
/** The longest wait for such an answer if only signs of life come. */
const mostAliveMs = 60_000;

/**
 * Waits for the end of an answer that has its finish reason and no end mark, while its connection stays open. Every
 * read restarts the wait. Content ends it, because the answer continues.
 */
export class EndWait {
  readonly #upstream: Upstream;
  readonly #mostMs: number;
  readonly #onOver: () => void;
  #timer: NodeJS.Timeout | null = null;
  #isOfComplete = false;
  /** The time of the last event. Null while there is no wait. */
  #sinceMs: number | null = null;

  /** `idleMs`: how long the caller waits for an event. `onOver`: called when the answer counts as complete. */
  constructor(upstream: Upstream, idleMs: number, onOver: () => void) {
    this.#upstream = upstream;
    this.#mostMs = Math.min(upstream.limits.endSilenceMs ?? usualSilenceMs, idleMs * shareOfIdle);
    this.#onOver = onOver;
  }

  get isWaiting(): boolean {
    return this.#timer !== null;
  }

  /**
   * Call it for a read of an answer with its finish reason. `isSilent`: the read brought no event. `isComplete`: the
   * final usage has come.
   */
  waitOn(isSilent: boolean, isComplete: boolean): void {
    const nowMs = performance.now();
    if (!isSilent) this.#sinceMs = nowMs;
    this.#sinceMs ??= nowMs;
    if (nowMs - this.#sinceMs > mostAliveMs) {
      this.#end();
    } else if (this.#timer !== null && this.#isOfComplete === isComplete) {
      this.#timer.refresh();
    } else {
      if (this.#timer !== null) clearTimeout(this.#timer);
      this.#isOfComplete = isComplete;
      this.#timer = setTimeout(this.#end, this.#silenceMs(isComplete));
    }
  }

  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#sinceMs = null;
  }

  #silenceMs(isComplete: boolean): number {
    if (isComplete) return Math.min(completeSilenceMs, this.#mostMs);
    return this.#upstream.leavesOpen ? Math.min(knownSilenceMs, this.#mostMs) : this.#mostMs;
  }

  readonly #end = (): void => {
    this.stop();
    this.#upstream.leavesOpen = true;
    this.#onOver();
  };
}

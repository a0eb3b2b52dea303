import type { Upstream } from './upstream.ts';

/** The default of `endSilenceMs`: below the usual idle time of a caller, which would count the answer as cut. */
const usualSilenceMs = 12_000;
/** The share of a caller's idle time that is waited at most. */
const shareOfIdle = 0.8;
/** Its maximum for a server that is known to leave its connections open. */
const knownSilenceMs = 1_000;
/** Its maximum after the event with the final usage, which the end mark alone follows. */
const completeSilenceMs = 500;
/** The longest wait for such an answer where only signs of life come. */
const mostAliveMs = 60_000;

/**
 * Waits for the end of an answer that has its finish reason and no end mark, while its connection stays open. Every read
 * restarts the wait. Content ends it, since the answer goes on.
 */
export class EndWait {
  readonly #upstream: Upstream;
  readonly #mostMs: number;
  readonly #onOver: () => void;
  #timer: NodeJS.Timeout | null = null;
  #isOfComplete = false;
  /** When the last event came; null while nothing is waited for. */
  #sinceMs: number | null = null;

  /** `idleMs`: how long the caller waits for an event. `onOver`: the answer is whole. */
  constructor(upstream: Upstream, idleMs: number, onOver: () => void) {
    this.#upstream = upstream;
    this.#mostMs = Math.min(upstream.limits.endSilenceMs ?? usualSilenceMs, idleMs * shareOfIdle);
    this.#onOver = onOver;
  }

  get isWaiting(): boolean {
    return this.#timer !== null;
  }

  /** A read of a whole answer. `isSilent`: it brought no event. `isComplete`: its final usage has come. */
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

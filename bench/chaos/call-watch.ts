/**
 * A call without data for this long hangs, milliseconds. Longer than the longest unstreamed answer, and than any wait
 * that Penstock limits (30 s).
 */
const hungMs = 60_000;

/** Measures how long a caller receives nothing, and ends a call that hangs. */
export class CallWatch {
  readonly #hung = new AbortController();
  readonly #timer: NodeJS.Timeout;
  #heardAtMs = performance.now();
  #longestMs = 0;

  constructor() {
    this.#timer = setTimeout(() => this.#hung.abort(), hungMs);
  }

  /** Aborts when the call hangs. */
  get signal(): AbortSignal {
    return this.#hung.signal;
  }

  get isHung(): boolean {
    return this.#hung.signal.aborted;
  }

  readonly hear = (): void => {
    const nowMs = performance.now();
    this.#longestMs = Math.max(this.#longestMs, nowMs - this.#heardAtMs);
    this.#heardAtMs = nowMs;
    this.#timer.refresh();
  };

  /** Call when the call has ended. Returns the longest silence, milliseconds. */
  end(): number {
    clearTimeout(this.#timer);
    const silentMs = performance.now() - this.#heardAtMs;
    return Math.max(this.#longestMs, silentMs);
  }
}

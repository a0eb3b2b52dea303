/** Time, passed in wherever something is decided by it. */
export interface Clock {
  /** Epoch milliseconds. */
  nowMs(): number;
  /** Milliseconds that only ever grow, for measuring. */
  elapsedMs(): number;
  /** Resolves after `ms`; rejects with the signal's reason when it is aborted first. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  /** Calls `run` once after `ms`, unless the timer is cancelled first. Cheaper than `sleep`: no promise, no signal. */
  after(ms: number, run: () => void): Timer;
}

/** Something that a clock will do later. */
export interface Timer {
  /** It will not be done. No effect once it has been. */
  cancel(): void;
  /** Lets the process end before it is done. */
  unref(): void;
}

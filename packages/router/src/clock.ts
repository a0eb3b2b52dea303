/** Time, passed in to all code that decides by it. */
export interface Clock {
  /** Epoch milliseconds. */
  nowMs(): number;
  /** Monotonic milliseconds, for measuring. */
  elapsedMs(): number;
  /** Resolves after `ms`. Rejects with the signal's reason if the signal is aborted first. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  /** Calls `run` once after `ms`, unless the timer is cancelled first. Cheaper than `sleep`: no promise, no signal. */
  after(ms: number, run: () => void): Timer;
}

/** A scheduled callback of a clock. */
export interface Timer {
  /** Prevents the callback. No effect after the callback ran. */
  cancel(): void;
  /** Lets the process exit before the callback runs. */
  unref(): void;
}

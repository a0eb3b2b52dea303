import { ProviderError, type ProviderErrorFacts } from './provider-error.ts';

/** The clock that ran out. The adapter keeps `connect`; whoever calls it keeps the other three. */
export type TimeoutClock = 'connect' | 'first-token' | 'idle' | 'total';

/** A clock ran out. */
export class ProviderTimeoutError extends ProviderError {
  override readonly kind = 'timeout';
  readonly clock: TimeoutClock;
  /** What the clock was set to, in milliseconds. */
  readonly limitMs: number;

  constructor(facts: ProviderErrorFacts & { clock: TimeoutClock; limitMs: number }) {
    super(facts);
    this.clock = facts.clock;
    this.limitMs = facts.limitMs;
  }
}

/** Whether something thrown is a `ProviderTimeoutError`. */
export function isProviderTimeoutError(error: unknown): error is ProviderTimeoutError {
  return error instanceof ProviderTimeoutError;
}

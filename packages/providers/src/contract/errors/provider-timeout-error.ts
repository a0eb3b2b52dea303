import { ProviderError, type ProviderErrorFacts } from './provider-error.ts';

/** The reached timeout. The adapter keeps `connect`; its caller keeps the others. */
export type TimeoutClock = 'connect' | 'first-token' | 'idle' | 'alive' | 'total';

/** A timeout was reached. */
export class ProviderTimeoutError extends ProviderError {
  override readonly kind = 'timeout';
  readonly clock: TimeoutClock;
  /** The timeout, in milliseconds. */
  readonly limitMs: number;

  constructor(facts: ProviderErrorFacts & { clock: TimeoutClock; limitMs: number }) {
    super(facts);
    this.clock = facts.clock;
    this.limitMs = facts.limitMs;
  }
}

/** Whether a thrown value is a `ProviderTimeoutError`. */
export function isProviderTimeoutError(error: unknown): error is ProviderTimeoutError {
  return error instanceof ProviderTimeoutError;
}

import type { ProviderErrorKind } from '@penstock/providers';
import { failureKinds } from '../failure-kinds.ts';

/** The result of a call, for the breaker of its model. */
export type CallResult =
  | { type: 'succeeded' }
  /**
   * `retryAfterMs`: the wait that the provider stated, milliseconds; null for none. `isRateLimit`: it refused the call
   * because of its rate.
   */
  | { type: 'failed'; retryAfterMs: number | null; isRateLimit: boolean }
  /** No evidence about the model: the caller left, or no model could serve the request. */
  | { type: 'neutral' };

/** The result of a failed call. `retryAfterMs` as the provider stated it. */
export function failureResult(kind: ProviderErrorKind, retryAfterMs: number | null): CallResult {
  if (failureKinds[kind].countsAgainst !== 'model') return { type: 'neutral' };
  return { type: 'failed', retryAfterMs, isRateLimit: kind === 'rate-limit' };
}

import type { ProviderErrorKind } from '@penstock/providers';
import { failureKinds } from '../failure-kinds.ts';

/** How a call came out, as far as its model is concerned. */
export type CallResult =
  | { type: 'succeeded' }
  /** `retryAfterMs`: how long the provider asks to be left alone, milliseconds; null where it named no time. */
  | { type: 'failed'; retryAfterMs: number | null }
  /** Says nothing of the model: the caller left, or the request could not be served by any call. */
  | { type: 'neutral' };

/** The result of a failed call. `retryAfterMs` as the provider named it. */
export function failureResult(kind: ProviderErrorKind, retryAfterMs: number | null): CallResult {
  return failureKinds[kind].blames === 'model' ? { type: 'failed', retryAfterMs } : { type: 'neutral' };
}

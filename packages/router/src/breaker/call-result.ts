import type { ProviderErrorKind } from '@penstock/providers';

/** How a call came out, as far as its model is concerned. */
export type CallResult =
  | { type: 'succeeded' }
  /** `retryAfterMs`: how long the provider asks to be left alone, milliseconds; null where it named no time. */
  | { type: 'failed'; retryAfterMs: number | null }
  /** Says nothing of the model: the caller left, or the request could not be served by any call. */
  | { type: 'neutral' };

/**
 * Whether a failure counts against the model. A wrong request is the caller's; a wrong key, an empty account and a
 * missing model are the operator's, and health shows them as misconfigured.
 */
const countsAsFailure: Readonly<Record<ProviderErrorKind, boolean>> = {
  authentication: false,
  'rate-limit': true,
  'quota-exhausted': false,
  'context-length': false,
  'content-filter': false,
  overloaded: true,
  timeout: true,
  'bad-request': false,
  'model-not-found': false,
  'prefill-refused': false,
  connection: true,
  'server-error': true,
  'stream-cut': true,
  protocol: true,
};

/** The result of a failed call. `retryAfterMs` as the provider named it. */
export function failureResult(kind: ProviderErrorKind, retryAfterMs: number | null): CallResult {
  return countsAsFailure[kind] ? { type: 'failed', retryAfterMs } : { type: 'neutral' };
}

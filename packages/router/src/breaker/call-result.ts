import type { ProviderErrorKind } from '@penstock/providers';
import type { Verdict } from './breakers.ts';

/**
 * Whether a failure is the model's, so that it counts against it. A wrong request is the caller's; a wrong key, an
 * empty account and a missing model are the operator's, and health shows them as misconfigured.
 */
const isModelToBlame: Readonly<Record<ProviderErrorKind, boolean>> = {
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

/** What a failure means for the breaker. `retryAfterMs` as the provider named it. */
export function verdictOn(kind: ProviderErrorKind, retryAfterMs: number | null): Verdict {
  return isModelToBlame[kind] ? { type: 'failed', retryAfterMs } : { type: 'neutral' };
}

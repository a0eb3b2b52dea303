import { ProviderError } from './provider-error.ts';

/** Too many requests or tokens in a period. `retryAfterMs`: the wait that the provider states. */
export class RateLimitError extends ProviderError {
  override readonly kind = 'rate-limit';
}

/** Whether a thrown value is a `RateLimitError`. */
export function isRateLimitError(error: unknown): error is RateLimitError {
  return error instanceof RateLimitError;
}

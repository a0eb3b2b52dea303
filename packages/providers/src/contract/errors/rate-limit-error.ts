import { ProviderError } from './provider-error.ts';

/** Too many requests or tokens in a period. `retryAfterMs`: the time to wait, as the provider states it. */
export class RateLimitError extends ProviderError {
  override readonly kind = 'rate-limit';
}

/** Whether something thrown is a `RateLimitError`. */
export function isRateLimitError(error: unknown): error is RateLimitError {
  return error instanceof RateLimitError;
}

import { ProviderError } from './provider-error.ts';

/**
 * Too many requests or tokens in a span of time. `retryAfterMs` says how long the provider wants to be left alone.
 */
export class RateLimitError extends ProviderError {
  override readonly kind = 'rate-limit';
}

/** Whether something thrown is a `RateLimitError`. */
export function isRateLimitError(error: unknown): error is RateLimitError {
  return error instanceof RateLimitError;
}

import { ProviderError } from './provider-error.ts';

/** The account has no credit left. Waiting does not help. */
export class QuotaExhaustedError extends ProviderError {
  override readonly kind = 'quota-exhausted';
}

/** Whether a thrown value is a `QuotaExhaustedError`. */
export function isQuotaExhaustedError(error: unknown): error is QuotaExhaustedError {
  return error instanceof QuotaExhaustedError;
}

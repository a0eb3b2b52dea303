import { ProviderError } from './provider-error.ts';

/** The provider understood the request and reports that it is wrong. */
export class BadRequestError extends ProviderError {
  override readonly kind = 'bad-request';
}

/** Whether a thrown value is a `BadRequestError`. */
export function isBadRequestError(error: unknown): error is BadRequestError {
  return error instanceof BadRequestError;
}

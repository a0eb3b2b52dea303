import { ProviderError } from './provider-error.ts';

/** The provider understood the request and says that it is wrong. */
export class BadRequestError extends ProviderError {
  override readonly kind = 'bad-request';
}

/** Whether something thrown is a `BadRequestError`. */
export function isBadRequestError(error: unknown): error is BadRequestError {
  return error instanceof BadRequestError;
}

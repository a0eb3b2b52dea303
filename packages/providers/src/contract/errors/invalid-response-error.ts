import { ProviderError } from './provider-error.ts';

/** The model's answer cannot be used: a malformed tool call, or none where one is required. */
export class InvalidResponseError extends ProviderError {
  override readonly kind = 'invalid-response';
}

/** Whether something thrown is an `InvalidResponseError`. */
export function isInvalidResponseError(error: unknown): error is InvalidResponseError {
  return error instanceof InvalidResponseError;
}

import { ProviderError } from './provider-error.ts';

/** The model's answer is not usable: a malformed tool call, or no call although one is required. */
export class InvalidResponseError extends ProviderError {
  override readonly kind = 'invalid-response';
}

/** Whether a thrown value is an `InvalidResponseError`. */
export function isInvalidResponseError(error: unknown): error is InvalidResponseError {
  return error instanceof InvalidResponseError;
}

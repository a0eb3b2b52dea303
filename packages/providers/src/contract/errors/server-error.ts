import { ProviderError } from './provider-error.ts';

/** The provider failed (500, 502, 504). */
export class ServerError extends ProviderError {
  override readonly kind = 'server-error';
}

/** Whether a thrown value is a `ServerError`. */
export function isServerError(error: unknown): error is ServerError {
  return error instanceof ServerError;
}

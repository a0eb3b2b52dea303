import { ProviderError } from './provider-error.ts';

/** No connection could be made, or it was reset before an answer began. */
export class ConnectionError extends ProviderError {
  override readonly kind = 'connection';
}

/** Whether a thrown value is a `ConnectionError`. */
export function isConnectionError(error: unknown): error is ConnectionError {
  return error instanceof ConnectionError;
}

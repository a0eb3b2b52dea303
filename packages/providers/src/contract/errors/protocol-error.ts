import { ProviderError } from './provider-error.ts';

/**
 * The response does not follow the dialect: not JSON, not a stream, events in an impossible order, or no trusted TLS.
 */
export class ProtocolError extends ProviderError {
  override readonly kind = 'protocol';
}

/** Whether a thrown value is a `ProtocolError`. */
export function isProtocolError(error: unknown): error is ProtocolError {
  return error instanceof ProtocolError;
}

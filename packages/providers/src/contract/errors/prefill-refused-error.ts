import { ProviderError } from './provider-error.ts';

/** The model does not take an assistant message as last. The same request without prefill may go through. */
export class PrefillRefusedError extends ProviderError {
  override readonly kind = 'prefill-refused';
}

/** Whether something thrown is a `PrefillRefusedError`. */
export function isPrefillRefusedError(error: unknown): error is PrefillRefusedError {
  return error instanceof PrefillRefusedError;
}

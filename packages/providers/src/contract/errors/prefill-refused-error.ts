import { ProviderError } from './provider-error.ts';

/** The model refuses an assistant message at the end. The same request without prefill may succeed. */
export class PrefillRefusedError extends ProviderError {
  override readonly kind = 'prefill-refused';
}

/** Whether a thrown value is a `PrefillRefusedError`. */
export function isPrefillRefusedError(error: unknown): error is PrefillRefusedError {
  return error instanceof PrefillRefusedError;
}

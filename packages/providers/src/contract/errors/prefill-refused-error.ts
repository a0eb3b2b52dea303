import { ProviderError } from './provider-error.ts';

/** The model refuses an assistant message as the last one. The same request without prefill may succeed. */
export class PrefillRefusedError extends ProviderError {
  override readonly kind = 'prefill-refused';
}

/** Whether something thrown is a `PrefillRefusedError`. */
export function isPrefillRefusedError(error: unknown): error is PrefillRefusedError {
  return error instanceof PrefillRefusedError;
}

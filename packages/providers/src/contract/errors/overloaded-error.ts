import { ProviderError } from './provider-error.ts';

/** The provider has no capacity (503, Anthropic's 529). */
export class OverloadedError extends ProviderError {
  override readonly kind = 'overloaded';
}

/** Whether a thrown value is an `OverloadedError`. */
export function isOverloadedError(error: unknown): error is OverloadedError {
  return error instanceof OverloadedError;
}

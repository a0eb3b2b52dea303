import { ProviderError } from './provider-error.ts';

/** The provider does not have the model. */
export class ModelNotFoundError extends ProviderError {
  override readonly kind = 'model-not-found';
}

/** Whether a thrown value is a `ModelNotFoundError`. */
export function isModelNotFoundError(error: unknown): error is ModelNotFoundError {
  return error instanceof ModelNotFoundError;
}

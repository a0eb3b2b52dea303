import { ProviderError } from './provider-error.ts';

/** Prompt and answer do not fit into the window of the model. A model with a larger window may accept them. */
export class ContextLengthError extends ProviderError {
  override readonly kind = 'context-length';
}

/** Whether a thrown value is a `ContextLengthError`. */
export function isContextLengthError(error: unknown): error is ContextLengthError {
  return error instanceof ContextLengthError;
}

import { ProviderError } from './provider-error.ts';

/** Prompt and answer do not fit into the window of the model. A larger model may take them. */
export class ContextLengthError extends ProviderError {
  override readonly kind = 'context-length';
}

/** Whether something thrown is a `ContextLengthError`. */
export function isContextLengthError(error: unknown): error is ContextLengthError {
  return error instanceof ContextLengthError;
}

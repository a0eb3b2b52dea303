import { ProviderError } from './provider-error.ts';

/**
 * The provider refused the prompt for its content. An answer that was cut for its content ends with the finish reason
 * `content-filter` instead, so that its usage is kept.
 */
export class ContentFilterError extends ProviderError {
  override readonly kind = 'content-filter';
}

/** Whether a thrown value is a `ContentFilterError`. */
export function isContentFilterError(error: unknown): error is ContentFilterError {
  return error instanceof ContentFilterError;
}

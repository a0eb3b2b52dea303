import { ProviderError } from './provider-error.ts';

/** The answer stopped in the middle, without the end mark of its protocol. */
export class StreamCutError extends ProviderError {
  override readonly kind = 'stream-cut';
}

/** Whether a thrown value is a `StreamCutError`. */
export function isStreamCutError(error: unknown): error is StreamCutError {
  return error instanceof StreamCutError;
}

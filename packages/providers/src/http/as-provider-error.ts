import { ProtocolError } from '../contract/errors/protocol-error.ts';
import { isProviderError } from '../contract/errors/provider-error.ts';

/**
 * What went wrong while an answer was read, as an error of its provider: what is none yet is an answer out of form.
 * Only a `RangeError` has words of ours; those of an engine or a library are not for callers.
 */
export function asProviderError(error: unknown, providerId: string): unknown {
  if (isProviderError(error)) return error;
  const why = error instanceof RangeError ? `: ${error.message}` : '.';
  return new ProtocolError({
    providerId,
    message: `${providerId} sent an answer that cannot be read${why}`,
    cause: error,
  });
}

import { ProtocolError } from '../contract/errors/protocol-error.ts';
import { isProviderError } from '../contract/errors/provider-error.ts';

/**
 * Converts an error during the reading of an answer into an error of its provider. Any other error becomes a protocol
 * error. Only the message of a `RangeError` is Penstock's own; messages of an engine or a library are not shown to
 * callers.
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

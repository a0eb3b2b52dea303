import { ProtocolError } from '../contract/errors/protocol-error.ts';
import { isProviderError } from '../contract/errors/provider-error.ts';

/** What went wrong while an answer was read, as an error of its provider: what is none yet is an answer out of form. */
export function asProviderError(error: unknown, providerId: string): unknown {
  if (isProviderError(error)) return error;
  const why = error instanceof Error ? error.message : String(error);
  return new ProtocolError({
    providerId,
    message: `${providerId} sent an answer that cannot be read: ${why}`,
    cause: error,
  });
}

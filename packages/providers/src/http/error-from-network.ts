import { ConnectionError } from '../contract/errors/connection-error.ts';
import type { ProviderError } from '../contract/errors/provider-error.ts';
import { ProviderTimeoutError } from '../contract/errors/provider-timeout-error.ts';
import { StreamCutError } from '../contract/errors/stream-cut-error.ts';

/** Where a call was going when the network failed it. */
export type NetworkContext = {
  providerId: string;
  /** Scheme, host and port. */
  origin: string;
  connectTimeoutMs: number;
};

const sentenceOfCode: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ECONNRESET: 'the connection was reset',
  EPIPE: 'the connection was closed',
  UND_ERR_SOCKET: 'the connection was closed before an answer',
  ENOTFOUND: 'the host name is unknown',
  EAI_AGAIN: 'the name server does not answer',
  EHOSTUNREACH: 'the host cannot be reached',
  ENETUNREACH: 'the network cannot be reached',
  ETIMEDOUT: 'the connection timed out',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is self-signed',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate chain is self-signed',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate cannot be verified',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another host',
};

/** The error of a call that failed before its answer began. */
export function errorBeforeAnswer(error: unknown, context: NetworkContext): ProviderError {
  const code = codeOf(error);
  const { providerId, origin, connectTimeoutMs } = context;
  if (code === 'UND_ERR_CONNECT_TIMEOUT') {
    return new ProviderTimeoutError({
      providerId,
      message: `${providerId} did not accept a connection at ${origin} within ${connectTimeoutMs} ms.`,
      clock: 'connect',
      limitMs: connectTimeoutMs,
      rawCode: code,
      cause: error,
    });
  }
  const why = (code !== null && sentenceOfCode[code]) || (error instanceof Error ? error.message : String(error));
  return new ConnectionError({
    providerId,
    message: `${providerId} could not be reached at ${origin}: ${why}.`,
    rawCode: code,
    cause: error,
  });
}

/** The error of an answer that the network broke off. */
export function errorWithinAnswer(error: unknown, context: NetworkContext): ProviderError {
  return new StreamCutError({
    providerId: context.providerId,
    message: `${context.providerId} broke off its answer: the connection was closed.`,
    rawCode: codeOf(error),
    cause: error,
  });
}

/** Finds the system's code, also within the bundle that a host with several addresses fails with. */
function codeOf(error: unknown): string | null {
  if (error instanceof AggregateError && error.errors.length > 0) {
    return codeOf(error.errors.at(-1)) ?? plainCodeOf(error);
  }
  return plainCodeOf(error);
}

function plainCodeOf(error: unknown): string | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;
}

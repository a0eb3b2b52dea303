import { ConnectionError } from '../contract/errors/connection-error.ts';
import { ProtocolError } from '../contract/errors/protocol-error.ts';
import type { ProviderError } from '../contract/errors/provider-error.ts';
import { ProviderTimeoutError } from '../contract/errors/provider-timeout-error.ts';
import { StreamCutError } from '../contract/errors/stream-cut-error.ts';
import { mostInformational, tooManyInformational } from './informational-count.ts';

/** The destination of a call with a network failure. */
export type NetworkContext = {
  providerId: string;
  /** Scheme, host and port. */
  origin: string;
  connectTimeoutMs: number;
  /** Host and port of the proxy. Default: none. */
  proxy?: string;
};

/** https://nodejs.org/api/cli.html#node_extra_ca_certsfile */
const howToTrust = 'to trust it, set NODE_EXTRA_CA_CERTS to a file with its certificate';

const sentenceOfCode: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'no server listens there',
  ECONNRESET: 'the connection was reset',
  EPIPE: 'the connection was closed',
  UND_ERR_SOCKET: 'the connection was closed before an answer',
  ENOTFOUND: 'the host name is unknown',
  EAI_AGAIN: 'the DNS server does not answer',
  EHOSTUNREACH: 'the host cannot be reached',
  ENETUNREACH: 'the network cannot be reached',
  ETIMEDOUT: 'the connection timed out',
  EPROTO: 'the encrypted connection failed',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'the lengths of its response contradict each other',
  UND_ERR_HEADERS_OVERFLOW: 'the headers of its response are too long',
  UND_ERR_HEADERS_TIMEOUT: 'its response did not begin in time',
  UND_ERR_BODY_TIMEOUT: 'its response stopped in the middle',
  UND_ERR_INFO: 'the connection was closed before an answer',
  [tooManyInformational]: `it sent more than ${mostInformational} informational responses`,
};

/** A retry fails too, until an operator changes a setting. */
const lastingSentenceOfCode: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: 'its certificate has expired',
  CERT_NOT_YET_VALID: 'its certificate is not valid yet, or the clock here is wrong',
  DEPTH_ZERO_SELF_SIGNED_CERT: `its certificate is self-signed; ${howToTrust}`,
  SELF_SIGNED_CERT_IN_CHAIN: `its certificate chain is self-signed; ${howToTrust}`,
  UNABLE_TO_GET_ISSUER_CERT: `the issuer of its certificate is not known here; ${howToTrust}`,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: `the issuer of its certificate is not known here; ${howToTrust}`,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: `its certificate cannot be verified; ${howToTrust}`,
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another host',
  ERR_SSL_WRONG_VERSION_NUMBER: 'it does not speak TLS there: the address may need http:// instead of https://',
};

/** The error of a call that failed before its answer began. */
export function errorBeforeAnswer(error: unknown, context: NetworkContext): ProviderError {
  const code = codeOf(error);
  const { providerId, connectTimeoutMs } = context;
  const origin = context.proxy === undefined ? context.origin : `${context.origin} through the proxy ${context.proxy}`;
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
  const lasting = code === null ? undefined : lastingSentenceOfCode[code];
  const why = lasting ?? sentenceOf(error, code);
  const facts = {
    providerId,
    message: `${providerId} could not be reached at ${origin}: ${why}.`,
    rawCode: code,
    cause: error,
  };
  return lasting === undefined ? new ConnectionError(facts) : new ProtocolError(facts);
}

/** The text of a library or of the system is never quoted, because it may contain data from the other side. */
function sentenceOf(error: unknown, code: string | null): string {
  // Some errors of undici's parser have a code.
  if (error instanceof Error && error.name === 'HTTPParserError') return 'its response is not HTTP/1.1';
  if (code === null) return 'the connection failed';
  const known = sentenceOfCode[code];
  if (known !== undefined) return known;
  if (code.startsWith('ERR_SSL_') || code.startsWith('ERR_TLS_')) return `the encrypted connection failed (${code})`;
  return `the connection failed (${code})`;
}

/** The error of an answer that a network failure broke. */
export function errorWithinAnswer(error: unknown, context: NetworkContext): ProviderError {
  return new StreamCutError({
    providerId: context.providerId,
    message: `${context.providerId} broke off its answer: the connection was closed.`,
    rawCode: codeOf(error),
    cause: error,
  });
}

/** Finds the system's code, also within the error of a host with several addresses. */
function codeOf(error: unknown): string | null {
  if (error instanceof AggregateError && error.errors.length > 0) {
    return codeOf(error.errors.at(-1)) ?? plainCodeOf(error);
  }
  return plainCodeOf(error);
}

function plainCodeOf(error: unknown): string | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;
}

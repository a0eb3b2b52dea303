import { AuthenticationError } from './authentication-error.ts';
import { BadRequestError } from './bad-request-error.ts';
import { ConnectionError } from './connection-error.ts';
import { ContentFilterError } from './content-filter-error.ts';
import { ContextLengthError } from './context-length-error.ts';
import { InvalidResponseError } from './invalid-response-error.ts';
import { ModelNotFoundError } from './model-not-found-error.ts';
import { OverloadedError } from './overloaded-error.ts';
import { PrefillRefusedError } from './prefill-refused-error.ts';
import { ProtocolError } from './protocol-error.ts';
import type { ProviderError, ProviderErrorFacts, ProviderErrorKind } from './provider-error.ts';
import { ProviderTimeoutError } from './provider-timeout-error.ts';
import { QuotaExhaustedError } from './quota-exhausted-error.ts';
import { RateLimitError } from './rate-limit-error.ts';
import { ServerError } from './server-error.ts';
import { StreamCutError } from './stream-cut-error.ts';

/** The limit of a timeout that a provider reports itself is not known. */
class UpstreamTimeoutError extends ProviderTimeoutError {
  constructor(facts: ProviderErrorFacts) {
    super({ ...facts, clock: 'total', limitMs: 0 });
    this.name = ProviderTimeoutError.name;
  }
}

const classOfKind: Readonly<Record<ProviderErrorKind, new (facts: ProviderErrorFacts) => ProviderError>> = {
  authentication: AuthenticationError,
  'rate-limit': RateLimitError,
  'quota-exhausted': QuotaExhaustedError,
  'context-length': ContextLengthError,
  'content-filter': ContentFilterError,
  overloaded: OverloadedError,
  timeout: UpstreamTimeoutError,
  'bad-request': BadRequestError,
  'model-not-found': ModelNotFoundError,
  'prefill-refused': PrefillRefusedError,
  'invalid-response': InvalidResponseError,
  connection: ConnectionError,
  'server-error': ServerError,
  'stream-cut': StreamCutError,
  protocol: ProtocolError,
};

/** Every kind, for tables and checks. */
export const providerErrorKinds = Object.keys(classOfKind) as readonly ProviderErrorKind[];

/** Makes the error of a kind that comes from data (a provider's error code, a stored record). */
export function createProviderError(kind: ProviderErrorKind, facts: ProviderErrorFacts): ProviderError {
  return new classOfKind[kind](facts);
}

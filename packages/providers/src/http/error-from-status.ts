import type { ProviderErrorKind } from '../contract/errors/provider-error.ts';

const kindOfStatus: Readonly<Record<number, ProviderErrorKind>> = {
  400: 'bad-request',
  401: 'authentication',
  402: 'quota-exhausted',
  403: 'authentication',
  404: 'model-not-found',
  // There is no API at this address, or no longer.
  405: 'model-not-found',
  410: 'model-not-found',
  408: 'timeout',
  409: 'server-error',
  413: 'context-length',
  // Bedrock: the model failed.
  424: 'server-error',
  425: 'server-error',
  429: 'rate-limit',
  // A proxy aborted its own call.
  499: 'server-error',
  // Groq: the requested tier has no capacity.
  498: 'overloaded',
  503: 'overloaded',
  // Anthropic: overloaded.
  529: 'overloaded',
};

/** The kind of a status, for a body without a more precise error. A dialect reads its own error codes first. */
export function kindFromStatus(status: number): ProviderErrorKind {
  const kind = kindOfStatus[status];
  if (kind !== undefined) return kind;
  if (status >= 500) return 'server-error';
  if (status >= 400) return 'bad-request';
  return 'protocol';
}

import type { ProviderErrorKind } from '@penstock/providers';
import type { FailureCode } from '../generation/generation.ts';

/** Whether a provider's message for a failure of this kind may repeat the request or the answer. */
const mayQuote: Readonly<Record<ProviderErrorKind, boolean>> = {
  authentication: false,
  'rate-limit': false,
  'quota-exhausted': false,
  overloaded: false,
  timeout: false,
  connection: false,
  'context-length': true,
  'content-filter': true,
  'bad-request': true,
  'model-not-found': true,
  'prefill-refused': true,
  'server-error': true,
  'stream-cut': true,
  protocol: true,
};

/** The kinds of failed attempts whose messages are redacted with the content. */
export const quotingKinds: readonly string[] = Object.entries(mayQuote).flatMap(([kind, quotes]) =>
  quotes ? [kind] : [],
);

/** The codes of failed generations whose messages may contain such messages or the answer. */
export const quotingCodes: readonly FailureCode[] = [
  'BAD_USER_INPUT',
  'ALL_MODELS_FAILED',
  'CONTENT_FILTERED',
  'CONTEXT_LENGTH_EXCEEDED',
  'INVALID_RESPONSE',
  'NO_MODEL_AVAILABLE',
  'BUDGET_EXCEEDED',
];

/** Replaces a redacted message. */
export const redactedMessage = 'The message is not stored because it may quote the request or the answer.';

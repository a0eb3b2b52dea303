import type { ProviderErrorKind } from '@penstock/providers';
import type { FailureCode } from '../generation/generation.ts';

/** Whether a provider's words on a failure of this kind may repeat what it was sent or what it answered. */
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

/** The kinds of failed attempts whose messages go with the content. */
export const quotingKinds: readonly string[] = Object.entries(mayQuote).flatMap(([kind, quotes]) =>
  quotes ? [kind] : [],
);

/** The codes of failed generations whose messages are put together from such words, or from the answer. */
export const quotingCodes: readonly FailureCode[] = [
  'BAD_USER_INPUT',
  'ALL_MODELS_FAILED',
  'CONTENT_FILTERED',
  'CONTEXT_LENGTH_EXCEEDED',
  'INVALID_RESPONSE',
  'NO_MODEL_AVAILABLE',
  'BUDGET_EXCEEDED',
];

/** Stands in the place of such a message. */
export const wordsNotKept = 'What it said is not kept, since it may quote the request or the answer.';

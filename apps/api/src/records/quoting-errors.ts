import { failureKinds } from '@penstock/router';
import type { FailureCode } from '../generation/generation.ts';

/** The kinds of failed attempts whose messages are redacted with the content. */
export const quotingKinds: readonly string[] = Object.entries(failureKinds).flatMap(([kind, { quotesContent }]) =>
  quotesContent ? [kind] : [],
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

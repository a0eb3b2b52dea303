import { failureKinds } from '@penstock/router';
import type { FailureCode } from '../generation/generation.ts';

/** The kinds of failed attempts whose messages go with the content. */
export const quotingKinds: readonly string[] = Object.entries(failureKinds).flatMap(([kind, { quotesContent }]) =>
  quotesContent ? [kind] : [],
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

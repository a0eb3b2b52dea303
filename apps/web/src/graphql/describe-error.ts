import type { CombinedError } from '@urql/core';
import { describeCode } from './error-codes.ts';

/** An error as a person reads it. */
export type ErrorDescription = {
  /** As in the API's `extensions.code`; `NETWORK` where no answer came. */
  code: string;
  /** What happened, a few words. */
  title: string;
  /** What the API said of it. */
  message: string;
  /** What can be done, where there is something. */
  hint: string | null;
};

export function describeError(error: CombinedError): ErrorDescription {
  const [first] = error.graphQLErrors;
  if (first) {
    const code = typeof first.extensions.code === 'string' ? first.extensions.code : 'INTERNAL';
    return { code, message: first.message, ...describeCode(code) };
  }
  return { code: 'NETWORK', message: 'The API did not answer.', ...describeCode('NETWORK') };
}

import type { CombinedError } from '@urql/core';
import { describeCode } from './error-codes.ts';

/** An error for people. */
export type ErrorDescription = {
  /** The API's `extensions.code`; `NETWORK` without a response. */
  code: string;
  /** A short title. */
  title: string;
  /** The API's message. */
  message: string;
  /** What the user can do, if anything. */
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

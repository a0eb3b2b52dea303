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

/** The statuses of a proxy whose server does not answer; the console's own has 502. */
const statusesWithoutApi: readonly unknown[] = [502, 503, 504];

/** Whether there was no answer of the API: the network failed, or a proxy answered for it. */
export function isUnreachable(error: CombinedError | null | undefined): boolean {
  if (!error) return false;
  return error.networkError !== undefined || statusesWithoutApi.includes(error.response?.status);
}

export function describeError(error: CombinedError): ErrorDescription {
  const [first] = error.graphQLErrors;
  if (first && !isUnreachable(error)) {
    const code = typeof first.extensions.code === 'string' ? first.extensions.code : 'INTERNAL';
    return { code, message: first.message, ...describeCode(code) };
  }
  return { code: 'NETWORK', message: first?.message ?? 'The API did not answer.', ...describeCode('NETWORK') };
}

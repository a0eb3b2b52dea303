import type { CombinedError } from '@urql/core';
import { describeCode } from './error-codes.ts';

/** An error in the form that the console shows. */
export type ErrorDescription = {
  /** The API's `extensions.code`; `NETWORK` without a response. */
  code: string;
  /** A short title. */
  title: string;
  /** The API's message. */
  message: string;
  /** The user's next step; null without one. */
  hint: string | null;
};

/**
 * The kind of an operation. A `live` query is repeated automatically, see retry-when-online.ts; a `change` is a
 * mutation.
 */
export type Sending = 'live' | 'once' | 'change';

const networkHints: Readonly<Record<Sending, string>> = {
  live: 'The console keeps trying and continues by itself.',
  once: 'Try again.',
  change: 'It was not sent again, and the change may have been made: check before you repeat it.',
};

/** Statuses of a proxy whose server does not answer. The console's own is 502. */
const statusesWithoutApi: readonly unknown[] = [502, 503, 504];

/** Whether the API did not answer: the network failed, or a proxy answered for it. */
export function isUnreachable(error: CombinedError | null | undefined): boolean {
  if (!error) return false;
  return error.networkError !== undefined || statusesWithoutApi.includes(error.response?.status);
}

export function describeError(error: CombinedError, sending: Sending = 'live'): ErrorDescription {
  const [first] = error.graphQLErrors;
  if (first && !isUnreachable(error)) {
    const code = typeof first.extensions.code === 'string' ? first.extensions.code : 'INTERNAL';
    return { code, message: first.message, ...describeCode(code) };
  }
  const message = first?.message ?? 'The API did not answer.';
  return { code: 'NETWORK', message, ...describeCode('NETWORK'), hint: networkHints[sending] };
}

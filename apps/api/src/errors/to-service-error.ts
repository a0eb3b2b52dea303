import { randomUUID } from 'node:crypto';
import { isDatabaseUnavailable } from '../database/is-database-unavailable.ts';
import { isUnstorableText } from '../database/is-unstorable-text.ts';
import { ServiceError } from './service-error.ts';

/** The log of unexpected errors for the operator. */
export interface ErrorLog {
  error(facts: Record<string, unknown>, message: string): void;
}

/**
 * Converts any thrown value to an error for the caller. An unexpected error becomes INTERNAL with a reference. The log
 * entry with that reference has the error and `facts` (such as `requestId`).
 */
export function toServiceError(thrown: unknown, log: ErrorLog, facts: Record<string, unknown> = {}): ServiceError {
  if (thrown instanceof ServiceError) return thrown;
  if (isAbort(thrown)) return new ServiceError('CANCELLED', 'The operation was cancelled.');
  if (isUnstorableText(thrown)) {
    const message = 'A text in the request holds the character U+0000, which no record can have: leave it out.';
    return new ServiceError('BAD_USER_INPUT', message);
  }
  const reference = randomUUID();
  log.error({ reference, ...facts, err: thrown }, 'A request failed.');
  const what = isDatabaseUnavailable(thrown)
    ? 'The database does not answer; ask again in a moment'
    : 'Something went wrong here';
  return new ServiceError('INTERNAL', `${what}. The log has it under ${reference}.`, {
    details: { reference },
    cause: thrown,
  });
}

function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError';
}

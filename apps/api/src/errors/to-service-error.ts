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
    const message = 'A text in the request contains the character U+0000, which cannot be stored: leave it out.';
    return new ServiceError('BAD_USER_INPUT', message);
  }
  const reference = randomUUID();
  log.error({ reference, ...facts, err: thrown }, 'A request failed.');
  const what = isDatabaseUnavailable(thrown)
    ? 'The database does not answer; try again in a moment'
    : 'An internal error occurred';
  return new ServiceError('INTERNAL', `${what}. The service's log has the details under ${reference}.`, {
    details: { reference },
    cause: thrown,
  });
}

function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError';
}

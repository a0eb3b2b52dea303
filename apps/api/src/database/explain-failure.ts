import pg from 'pg';
import { DatabaseError } from './database-error.ts';
import { isDatabaseUnavailable } from './is-database-unavailable.ts';

/** What to do about it, by PostgreSQL's code. */
const remedies: Readonly<Record<string, string>> = {
  '53100': 'its disk is full; make room there',
  '53200': 'it has no memory left; give it more',
  '53300': 'it has no connections left; raise max_connections there, or lower connection_limit in DATABASE_URL',
  '25006': 'it takes no writes, as a standby does; set DATABASE_URL to the primary',
  '42501': 'this user may not do that there; grant it the rights on its schema',
};

/** One sentence for the operator where a start failed at its database; null for other errors. */
export function explainFailure(error: unknown): DatabaseError | null {
  if (error instanceof DatabaseError) return error;
  if (isDatabaseUnavailable(error)) {
    return new DatabaseError('The database stopped answering during the start: see its log, and start again.', {
      cause: error,
    });
  }
  if (!(error instanceof pg.DatabaseError)) return null;
  const { code = 'no code', message } = error;
  const remedy = remedies[code] ?? 'see its log';
  return new DatabaseError(`The database fails during the start (${code}: ${message.split('\n', 1)[0]}): ${remedy}.`, {
    cause: error,
  });
}

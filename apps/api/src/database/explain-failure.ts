import pg from 'pg';
import { DatabaseError } from './database-error.ts';
import { isDatabaseUnavailable } from './is-database-unavailable.ts';

/** Advice for the operator, by PostgreSQL's code. */
const remedies: Readonly<Record<string, string>> = {
  '53100': 'its disk is full; free space there',
  '53200': 'it has no memory left; give the server more',
  '53300': 'it has no connections left; raise max_connections there, or lower connection_limit in DATABASE_URL',
  '25006': 'it accepts no writes, like a standby; set DATABASE_URL to the primary',
  '42501': 'this user lacks rights; grant it the rights on its schema',
};

/** One sentence for the operator if the database made the start fail; null for other errors. */
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

import { DatabaseError } from '../database-error.ts';

/** Advice for the operator, by the code of PostgreSQL or the operating system. */
const explanations: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'does not accept connections: start the server, or correct host and port in DATABASE_URL',
  ECONNRESET: 'cut the connection: see the log of the server',
  ENOENT: 'has no socket there: start the server, or correct the host in DATABASE_URL',
  ENOTFOUND: 'cannot be found: correct the host in DATABASE_URL',
  EAI_AGAIN: 'cannot be found at the moment: check the name service, or correct the host in DATABASE_URL',
  EHOSTUNREACH: 'cannot be reached over the network: correct the host in DATABASE_URL, or the network',
  ENETUNREACH: 'cannot be reached over the network: correct the host in DATABASE_URL, or the network',
  ETIMEDOUT: 'does not answer: check the network and the firewall between here and there',
  '28P01': 'refuses the user or the password: correct them in DATABASE_URL',
  '28000': 'refuses this user: correct it in DATABASE_URL, or allow it in pg_hba.conf',
  '3D000': 'has no such database: create it, or correct the name at the end of DATABASE_URL',
  '53300': 'has no connections left: raise max_connections there, or lower connection_limit in DATABASE_URL',
  '57P03': 'is still starting up',
};

/** One sentence for the operator, from an error of `pg` during a connect. */
export function explainConnectionError(error: unknown, description: string): DatabaseError {
  const { code, message } = firstCause(error);
  const byMessage = message.includes('timeout') ? explanations.ETIMEDOUT : undefined;
  const explanation = (code === null ? undefined : explanations[code]) ?? byMessage ?? 'cannot be used';
  return new DatabaseError(`${description} ${explanation} (${code === null ? message : `${code}: ${message}`}).`, {
    cause: error,
  });
}

/** Whether the server exists but is not ready yet. */
export function isStartingUp(error: unknown): boolean {
  return firstCause(error).code === '57P03';
}

/** A host with several addresses fails with an AggregateError that has one error per address. */
function firstCause(error: unknown): { code: string | null; message: string } {
  if (error instanceof AggregateError && error.errors.length > 0) return firstCause(error.errors[0]);
  if (!(error instanceof Error)) return { code: null, message: String(error) };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : null;
  return { code, message: error.message || 'no reason given' };
}

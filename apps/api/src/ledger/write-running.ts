import type pg from 'pg';
import { insertLeasedFromArrays } from '../database/arrays/columns.ts';
import type { Generation } from '../generation/generation.ts';
import { reportColumns, runningColumns } from '../records/running-columns.ts';
import type { JournalEntry } from './journal.ts';

/**
 * The lease on reservations and running generations of a process. `ownerId`: the process; null if no other process can
 * detect its death.
 */
export type Lease = { leaseMs: number; ownerId: string | null };

/** Stores generations as running. Parameters: the columns, the lease's length and owner, and null. */
const beginSql = `${insertLeasedFromArrays('running_generation', runningColumns, 1)} RETURNING $${runningColumns.length + 3}::text`;

/** The statement that stores generations as running. Each is given as the record to store if its process ends now. */
export function encodeRunning(generations: readonly Generation[], { leaseMs, ownerId }: Lease): JournalEntry {
  // The last value of a journal entry is the id of its settlement. This entry is not a settlement.
  return {
    statement: beginSql,
    values: [...runningColumns.map((column) => column.encode(generations)), String(leaseMs), ownerId, null],
  };
}

/** Stores generations as running. Storing the same again changes nothing. */
export async function writeRunning(
  client: Pick<pg.ClientBase, 'query'>,
  generations: readonly Generation[],
  lease: Lease,
): Promise<void> {
  if (generations.length === 0) return;
  const { statement, values } = encodeRunning(generations, lease);
  await client.query({ name: 'begin-generations', text: statement, values: [...values] });
}

const reported = reportColumns.map(({ name }) => `"${name}"`).join(', ');
const parameters = reportColumns.map(({ parameterType }, index) => `$${index + 1}::${parameterType}`).join(', ');

/** Skips rows of a concurrent settlement, so that no transaction waits. */
const reportSql = `UPDATE running_generation AS running SET expires_at = now() + $${reportColumns.length + 1}::float8 * interval '1 millisecond',
  attempts = report.attempts, latency_ms = report.latency_ms, first_token_ms = report.first_token_ms
FROM unnest(${parameters}) AS report (${reported})
WHERE running.id = report.id AND running.id IN (
  SELECT id FROM running_generation WHERE id = ANY($1::uuid[]) ORDER BY id FOR UPDATE SKIP LOCKED)`;

/** Updates the stored state of running generations, and extends their leases by `leaseMs`. */
export async function reportRunning(pool: pg.Pool, generations: readonly Generation[], leaseMs: number): Promise<void> {
  if (generations.length === 0) return;
  const values = [...reportColumns.map((column) => column.encode(generations)), leaseMs];
  await pool.query({ name: 'report-running', text: reportSql, values });
}

import type pg from 'pg';
import { insertLeasedFromArrays } from '../database/arrays/columns.ts';
import type { Generation } from '../generation/generation.ts';
import { reportColumns, runningColumns } from '../records/running-columns.ts';
import type { JournalEntry } from './journal.ts';

/** Notes that generations run. Parameters: the columns, how long the lease lasts, and null. */
const beginSql = `${insertLeasedFromArrays('running_generation', runningColumns, 1)} RETURNING $${runningColumns.length + 2}::text`;

/** What to send to note that generations run, each as it is to be recorded should its process end now. */
export function encodeRunning(generations: readonly Generation[], leaseMs: number): JournalEntry {
  // The last of a journal's values names its settlement, and this is none.
  return {
    statement: beginSql,
    values: [...runningColumns.map((column) => column.encode(generations)), String(leaseMs), null],
  };
}

/** Notes that generations run. Noting the same again changes nothing. */
export async function writeRunning(
  client: Pick<pg.ClientBase, 'query'>,
  generations: readonly Generation[],
  leaseMs: number,
): Promise<void> {
  if (generations.length === 0) return;
  const { statement, values } = encodeRunning(generations, leaseMs);
  await client.query({ name: 'begin-generations', text: statement, values: [...values] });
}

const reported = reportColumns.map(({ name }) => `"${name}"`).join(', ');
const parameters = reportColumns.map(({ parameterType }, index) => `$${index + 1}::${parameterType}`).join(', ');

/** A row that is being settled this moment is left out, so that nobody waits. */
const reportSql = `UPDATE running_generation AS running SET expires_at = now() + $${reportColumns.length + 1}::float8 * interval '1 millisecond',
  attempts = report.attempts, latency_ms = report.latency_ms, first_token_ms = report.first_token_ms
FROM unnest(${parameters}) AS report (${reported})
WHERE running.id = report.id AND running.id IN (
  SELECT id FROM running_generation WHERE id = ANY($1::uuid[]) ORDER BY id FOR UPDATE SKIP LOCKED)`;

/** Tells how far generations have come, whose leases last another `leaseMs`. */
export async function reportRunning(pool: pg.Pool, generations: readonly Generation[], leaseMs: number): Promise<void> {
  if (generations.length === 0) return;
  const values = [...reportColumns.map((column) => column.encode(generations)), leaseMs];
  await pool.query({ name: 'report-running', text: reportSql, values });
}

import type pg from 'pg';
import { encodeIds, encodeTimes } from '../database/arrays/encode-array.ts';
import type { PeriodId } from './budget.ts';

const recallSql = `SELECT return_budget_slices(ARRAY(
  SELECT slice.id FROM budget_slice AS slice
  JOIN unnest($1::uuid[], $2::timestamptz[]) AS wanted (budget_id, window_start) USING (budget_id, window_start)), true)`;

/** Returns the slices of these windows from all replicas. The windows then grant no slices for some seconds. */
export async function recallSlices(pool: pg.Pool, ids: readonly PeriodId[]): Promise<void> {
  const values = [encodeIds(ids.map(({ budgetId }) => budgetId)), encodeTimes(ids.map((id) => id.windowStartMs))];
  await pool.query({ name: 'recall-slices', text: recallSql, values });
}

/** Returns all slices of a replica that shuts down. */
export async function returnOwnSlices(pool: pg.Pool, ownerId: string): Promise<void> {
  await pool.query('SELECT return_budget_slices(ARRAY(SELECT id FROM budget_slice WHERE owner_id = $1), false)', [
    ownerId,
  ]);
}

/** The most slices that one statement returns. It locks all their windows. */
const returnedAtOnce = 100;

/**
 * SQL for the slices that any replica may return: those with an expired lease, or with a reservation whose lease has
 * expired.
 */
const expiredSql = `SELECT id FROM budget_slice WHERE expires_at < now()
  OR id IN (SELECT slice_id FROM reservation WHERE slice_id IS NOT NULL AND expires_at < now())`;

/** SQL for whether any such slice exists. */
export const hasExpiredSlicesSql = `EXISTS (${expiredSql})`;

const returnExpiredSql = `SELECT return_budget_slices(ARRAY(${expiredSql} ORDER BY id LIMIT ${returnedAtOnce}), false)`;

/**
 * Returns slices whose replica has died or has not used them for the length of a lease. The next call returns the rest.
 */
export async function returnExpiredSlices(pool: pg.Pool): Promise<void> {
  await pool.query({ name: 'return-expired-slices', text: returnExpiredSql });
}

const renewSql = `UPDATE budget_slice SET expires_at = now() + $4::float8 * interval '1 millisecond'
WHERE id IN (
  SELECT slice.id FROM budget_slice AS slice
  JOIN unnest($2::uuid[], $3::timestamptz[]) AS used (budget_id, window_start) USING (budget_id, window_start)
  WHERE owner_id = $1::uuid ORDER BY slice.id FOR UPDATE OF slice SKIP LOCKED)`;

/** Extends the leases on slices of a replica. Skips rows that another transaction writes now. */
export async function renewSlices(
  pool: pg.Pool,
  ownerId: string,
  used: readonly PeriodId[],
  leaseMs: number,
): Promise<void> {
  const ids = encodeIds(used.map(({ budgetId }) => budgetId));
  const starts = encodeTimes(used.map(({ windowStartMs }) => windowStartMs));
  await pool.query({ name: 'renew-slices', text: renewSql, values: [ownerId, ids, starts, leaseMs] });
}

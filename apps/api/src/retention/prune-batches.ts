import type pg from 'pg';

/** Rows are removed before their batch: the batch stays until its last row is removed. */
const rowsSql = `
DELETE FROM batch_row WHERE ctid = ANY (ARRAY (
  SELECT batch_row.ctid FROM batch_row JOIN batch ON batch.id = batch_row.batch_id WHERE batch.ended_at < $1 LIMIT $2
))`;

const batchesSql = `
WITH removed AS (
  DELETE FROM batch WHERE ended_at < $1 AND NOT EXISTS (SELECT FROM batch_row WHERE batch_row.batch_id = batch.id) RETURNING id
)
DELETE FROM provider_batch WHERE batch_id IN (SELECT id FROM removed)`;

/**
 * Removes rows of batches that ended before a moment, at most `size`, and the batches without rows. Returns the number
 * of removed rows.
 */
export async function pruneBatches(pool: pg.Pool, before: Date, size: number): Promise<number> {
  const { rowCount } = await pool.query(rowsSql, [before, size]);
  await pool.query(batchesSql, [before]);
  return rowCount ?? 0;
}

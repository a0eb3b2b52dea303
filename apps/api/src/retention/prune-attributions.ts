import type pg from 'pg';

/**
 * Removes sums by end user and by session of hours before a moment, since they may be personal data, like their
 * records. Works hour by hour, so that no statement takes long. Sums by tag stay.
 */
export async function pruneAttributions(pool: pg.Pool, before: Date): Promise<void> {
  for (const dimension of ['END_USER', 'SESSION']) {
    for (;;) {
      const { rowCount } = await pool.query(sql, [dimension, before]);
      if (rowCount === 0 || rowCount === null) break;
    }
  }
}

const sql = `
DELETE FROM usage_attribution WHERE dimension = $1 AND hour = (
  SELECT min(hour) FROM usage_attribution WHERE dimension = $1 AND hour < date_trunc('hour', $2::timestamptz, 'UTC')
)`;

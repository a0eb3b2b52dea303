import type pg from 'pg';

const removeSql = `
WITH removed AS (DELETE FROM budget WHERE id = $1 RETURNING id),
periods AS (DELETE FROM budget_period WHERE budget_id = $1),
holds AS (DELETE FROM reservation WHERE budget_id = $1)
SELECT id FROM removed`;

/** Removes a budget with all that it has counted. False where there is none of that id. */
export async function removeBudget(pool: pg.Pool, id: string): Promise<boolean> {
  const { rows } = await pool.query(removeSql, [id]);
  return rows.length > 0;
}

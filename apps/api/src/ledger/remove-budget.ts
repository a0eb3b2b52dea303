import type pg from 'pg';
import { inTransaction } from '../database/in-transaction.ts';

const removeSql = `
WITH removed AS (DELETE FROM budget WHERE id = $1 RETURNING id),
periods AS (DELETE FROM budget_period WHERE budget_id = $1),
holds AS (DELETE FROM reservation WHERE budget_id = $1)
SELECT id FROM removed`;

/**
 * Removes a budget with all its windows. Returns false if no budget has that id. Settlements wait meanwhile, so none
 * writes to its windows afterwards.
 */
export async function removeBudget(pool: pg.Pool, id: string): Promise<boolean> {
  return inTransaction(pool, async (client) => {
    await client.query('LOCK TABLE budget_period IN EXCLUSIVE MODE');
    const { rows } = await client.query(removeSql, [id]);
    return rows.length > 0;
  });
}

import type pg from 'pg';
import { inTransaction } from '../database/in-transaction.ts';
import { earliestIdAt } from '../records/earliest-id.ts';

const sql = `
DELETE FROM audit_entry WHERE id = ANY (ARRAY (
  SELECT id FROM audit_entry WHERE id < $1::uuid AND at < least($2, now() - interval '1 day')
  ORDER BY id LIMIT $3 FOR UPDATE SKIP LOCKED
))`;

/**
 * Removes the oldest entries before a moment, at most `size`. Returns the number removed. The database refuses every
 * other removal: it requires this transaction's setting, and always keeps the entries of the last day.
 */
export async function pruneAuditEntries(pool: pg.Pool, before: Date, size: number): Promise<number> {
  return inTransaction(pool, async (client) => {
    await client.query("SELECT set_config('penstock.audit_retention', $1, true)", [before.toISOString()]);
    const { rowCount } = await client.query(sql, [earliestIdAt(before), before, size]);
    return rowCount ?? 0;
  });
}

import type pg from 'pg';
import { encodeIds } from '../database/arrays/encode-array.ts';
import { type PeriodRow, type SettledPeriod, toSettledPeriod } from './write-settlements.ts';

const readSql = `SELECT budget_id AS "budgetId", window_start AS "windowStart", spent_usd::text AS spent,
  reserved_usd::text AS reserved, alerted_by AS "alertedBy"
FROM budget_period WHERE alerted_by = ANY($1::uuid[])`;

/**
 * The windows whose threshold these generations crossed: for settlements that were written although nobody was told,
 * because the connection broke before it could say so.
 */
export async function readThresholdAlerts(
  pool: pg.Pool,
  generationIds: readonly string[],
): Promise<readonly SettledPeriod[]> {
  if (generationIds.length === 0) return [];
  const values = [encodeIds(generationIds)];
  const { rows } = await pool.query<PeriodRow>({ name: 'read-threshold-alerts', text: readSql, values });
  return rows.map(toSettledPeriod);
}

import type pg from 'pg';
import { insertLeasedFromArrays } from '../database/arrays/columns.ts';
import type { Generation } from '../generation/generation.ts';
import { runningColumns } from '../records/running-columns.ts';
import type { ReservedAmount } from './decide-reservations.ts';
import { encodeReservations } from './write-reservations.ts';
import type { Lease } from './write-running.ts';

/** Windows are locked in the order of their key, as everywhere. A window without a row, or of a removed budget, does not fit. */
const reserveSql = `
WITH wanted AS (
  SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::timestamptz[], $4::text[]::numeric[])
    AS each (generation_id, budget_id, window_start, amount_usd)
),
sums AS (SELECT budget_id, window_start, sum(amount_usd) AS amount_usd FROM wanted GROUP BY 1, 2),
locked AS (
  SELECT period.budget_id, period.window_start, sums.amount_usd,
    NOT hard OR sums.amount_usd <= limit_usd - spent_usd - reserved_usd AS fits
  FROM budget_period AS period JOIN sums USING (budget_id, window_start) JOIN budget ON budget.id = period.budget_id
  ORDER BY 1, 2 FOR UPDATE OF period
),
decision AS MATERIALIZED (SELECT count(*) = (SELECT count(*) FROM sums) AND bool_and(fits) AS fits FROM locked),
leases AS (
  INSERT INTO reservation AS held (generation_id, budget_id, window_start, amount_usd, expires_at)
  SELECT generation_id, budget_id, window_start, amount_usd, now() + $5 * interval '1 millisecond' FROM wanted
  WHERE (SELECT fits FROM decision)
  ON CONFLICT (generation_id, budget_id) DO UPDATE SET
    amount_usd = held.amount_usd + EXCLUDED.amount_usd, expires_at = EXCLUDED.expires_at
),
running AS (${insertLeasedFromArrays('running_generation', runningColumns, 6, '(SELECT fits FROM decision)')}),
raised AS (
  UPDATE budget_period AS period SET reserved_usd = period.reserved_usd + locked.amount_usd FROM locked
  WHERE period.budget_id = locked.budget_id AND period.window_start = locked.window_start
    AND (SELECT fits FROM decision)
)
SELECT fits FROM decision`;

/**
 * Reserves all amounts in one statement, where all of them fit together. Else changes nothing and resolves to false. The
 * windows are locked for the length of this statement alone, not for that of a transaction with its round trips. None of
 * the generations may have a reservation. `running`: as `writeReservations`.
 */
export async function reserveAtOnce(
  pool: pg.Pool,
  reserved: readonly ReservedAmount[],
  running: readonly Generation[],
  lease: Lease,
): Promise<boolean> {
  const values = encodeReservations(reserved, running, lease);
  const { rows } = await pool.query<{ fits: boolean | null }>({ name: 'reserve-at-once', text: reserveSql, values });
  return rows[0]?.fits === true;
}

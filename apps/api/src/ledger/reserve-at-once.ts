import type pg from 'pg';
import { insertLeasedFromArrays } from '../database/arrays/columns.ts';
import type { Generation } from '../generation/generation.ts';
import { runningColumns } from '../records/running-columns.ts';
import type { PeriodId } from './budget.ts';
import type { ReservedAmount } from './decide-reservations.ts';
import { type Money, parseMoney } from './money.ts';
import { encodeReservations } from './write-reservations.ts';
import type { Lease } from './write-running.ts';

const sliceOwner = 6 + runningColumns.length + 2;

/**
 * Reserves from the replica's own slice of a window if the amounts for that window fit into it, otherwise from the
 * window. Locks slices first, by id, then windows in the order of their key, as every statement does. A window without
 * a row or of a removed budget does not fit. An amount that reaches the alert threshold of a window with slices does
 * not fit either: the slices must return first.
 */
const reserveSql = `
WITH wanted AS (
  SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::timestamptz[], $4::text[]::numeric[])
    AS each (generation_id, budget_id, window_start, amount_usd)
),
sums AS (SELECT budget_id, window_start, sum(amount_usd) AS amount_usd FROM wanted GROUP BY 1, 2),
slices AS MATERIALIZED (
  SELECT slice.id, slice.budget_id, slice.window_start, sums.amount_usd,
    granted_usd - spent_usd - reserved_usd - sums.amount_usd AS left_usd
  FROM budget_slice AS slice JOIN sums USING (budget_id, window_start)
  WHERE owner_id = $${sliceOwner}::uuid AND sums.amount_usd <= granted_usd - spent_usd - reserved_usd
  ORDER BY slice.id FOR UPDATE OF slice
),
locked AS MATERIALIZED (
  SELECT period.budget_id, period.window_start, sums.amount_usd,
    (NOT hard OR sums.amount_usd <= limit_usd - spent_usd - reserved_usd)
    AND (sliced_usd = 0 OR alerted_at IS NOT NULL OR alert_threshold IS NULL
      OR sums.amount_usd < limit_usd * alert_threshold::numeric - spent_usd - reserved_usd) AS fits
  FROM budget_period AS period JOIN sums USING (budget_id, window_start) JOIN budget ON budget.id = period.budget_id
    LEFT JOIN slices USING (budget_id, window_start)
  WHERE slices.id IS NULL AND (SELECT count(*) FROM slices) >= 0
  ORDER BY 1, 2 FOR UPDATE OF period
),
decision AS MATERIALIZED (
  SELECT (SELECT count(*) FROM slices) + count(*) = (SELECT count(*) FROM sums) AND coalesce(bool_and(fits), true) AS fits
  FROM locked
),
leases AS (
  INSERT INTO reservation AS held (generation_id, budget_id, window_start, amount_usd, slice_id, slice_usd, expires_at)
  SELECT generation_id, budget_id, window_start, CASE WHEN slices.id IS NULL THEN wanted.amount_usd ELSE 0 END,
    slices.id, CASE WHEN slices.id IS NULL THEN 0 ELSE wanted.amount_usd END, now() + $5 * interval '1 millisecond'
  FROM wanted LEFT JOIN slices USING (budget_id, window_start)
  WHERE (SELECT fits FROM decision)
  -- The slice of the existing row has returned, or it is the same slice.
  ON CONFLICT (generation_id, budget_id) DO UPDATE SET
    amount_usd = held.amount_usd + EXCLUDED.amount_usd, slice_usd = held.slice_usd + EXCLUDED.slice_usd,
    slice_id = coalesce(EXCLUDED.slice_id, held.slice_id), expires_at = EXCLUDED.expires_at
),
running AS (${insertLeasedFromArrays('running_generation', runningColumns, 6, '(SELECT fits FROM decision)')}),
from_slices AS (
  UPDATE budget_slice AS slice SET reserved_usd = slice.reserved_usd + slices.amount_usd FROM slices
  WHERE slice.id = slices.id AND (SELECT fits FROM decision)
),
from_windows AS (
  UPDATE budget_period AS period SET reserved_usd = period.reserved_usd + locked.amount_usd FROM locked
  WHERE period.budget_id = locked.budget_id AND period.window_start = locked.window_start
    AND (SELECT fits FROM decision)
)
SELECT decision.fits, sums.budget_id AS "budgetId", sums.window_start AS "windowStart", sums.amount_usd::text AS amount,
  slices.left_usd::text AS left
FROM decision CROSS JOIN sums LEFT JOIN slices USING (budget_id, window_start)`;

type Row = { fits: boolean; budgetId: string; windowStart: Date; amount: string; left: string | null };

/** The reservations of a group in one window. `left`: the rest of the slice that paid; null if the window paid. */
export type PeriodUse = PeriodId & { amount: Money; left: Money | null };

/**
 * Reserves all amounts in one statement if all of them fit together. Resolves to the amounts by source. Otherwise
 * changes nothing and resolves to null. Locks rows only for the length of this statement, not for a transaction with
 * its round trips. Raises an existing reservation by the amount. `running`: as for `writeReservations`. `sliceOwnerId`:
 * the owner of the slices to reserve from; null for none.
 */
export async function reserveAtOnce(
  pool: pg.Pool,
  reserved: readonly ReservedAmount[],
  running: readonly Generation[],
  lease: Lease,
  sliceOwnerId: string | null,
): Promise<readonly PeriodUse[] | null> {
  const values = [...encodeReservations(reserved, running, lease), sliceOwnerId];
  const { rows } = await pool.query<Row>({ name: 'reserve-at-once', text: reserveSql, values });
  if (rows[0]?.fits !== true) return null;
  return rows.map(({ budgetId, windowStart, amount, left }) => ({
    budgetId,
    windowStartMs: windowStart.getTime(),
    amount: parseMoney(amount),
    left: left === null ? null : parseMoney(left),
  }));
}

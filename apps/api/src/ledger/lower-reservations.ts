import type pg from 'pg';
import { encodeIds, encodeTexts } from '../database/arrays/encode-array.ts';
import { type Money, writeMoney } from './money.ts';

/** The most that a generation still needs of one budget. */
export type LoweredAmount = { generationId: string; budgetId: string; amount: Money };

/**
 * Returns money to the window first, since all replicas use it, and then to the slice. Locks rows in the order of a
 * settlement: slices, reservations, windows. A repetition changes nothing.
 */
const lowerSql = `
WITH wanted AS (
  SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[]::numeric[]) AS each (generation_id, budget_id, needed_usd)
),
slices AS MATERIALIZED (
  SELECT id FROM budget_slice
  WHERE id IN (SELECT slice_id FROM reservation WHERE generation_id = ANY($1::uuid[])) ORDER BY id FOR UPDATE
),
locked AS MATERIALIZED (
  SELECT held.generation_id, held.budget_id, held.window_start, held.amount_usd, held.slice_id, held.slice_usd, wanted.needed_usd
  FROM reservation AS held JOIN wanted USING (generation_id, budget_id)
  WHERE (SELECT count(*) FROM slices) >= 0 ORDER BY 1, 2 FOR UPDATE OF held
),
freed AS MATERIALIZED (
  SELECT generation_id, budget_id, window_start, slice_id, least(amount_usd, amount_usd + slice_usd - needed_usd) AS of_window_usd,
    greatest(0, slice_usd - needed_usd) AS of_slice_usd
  FROM locked WHERE amount_usd + slice_usd > needed_usd
),
lowered AS (
  UPDATE reservation AS held SET amount_usd = held.amount_usd - of_window_usd, slice_usd = held.slice_usd - of_slice_usd
  FROM freed WHERE held.generation_id = freed.generation_id AND held.budget_id = freed.budget_id
),
of_slices AS (
  UPDATE budget_slice AS slice SET reserved_usd = slice.reserved_usd - each.usd
  FROM (SELECT slice_id, sum(of_slice_usd) AS usd FROM freed WHERE of_slice_usd > 0 GROUP BY 1) AS each
  WHERE slice.id = each.slice_id
),
periods AS MATERIALIZED (
  SELECT period.budget_id, period.window_start, each.usd
  FROM budget_period AS period
  JOIN (SELECT budget_id, window_start, sum(of_window_usd) AS usd FROM freed WHERE of_window_usd > 0 GROUP BY 1, 2) AS each
    USING (budget_id, window_start)
  ORDER BY 1, 2 FOR UPDATE OF period
)
UPDATE budget_period AS period SET reserved_usd = period.reserved_usd - periods.usd
FROM periods WHERE period.budget_id = periods.budget_id AND period.window_start = periods.window_start`;

/** Lowers reservations to these amounts in one statement. Sends no query for an empty list. */
export async function lowerReservations(pool: pg.Pool, lowered: readonly LoweredAmount[]): Promise<void> {
  if (lowered.length === 0) return;
  const values = [
    encodeIds(lowered.map(({ generationId }) => generationId)),
    encodeIds(lowered.map(({ budgetId }) => budgetId)),
    encodeTexts(lowered.map(({ amount }) => writeMoney(amount))),
  ];
  await pool.query({ name: 'lower-reservations', text: lowerSql, values });
}

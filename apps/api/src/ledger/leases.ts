import type pg from 'pg';
import { encodeIds } from '../database/arrays/encode-array.ts';

const renewSql = `UPDATE reservation SET expires_at = greatest(expires_at, now() + $2 * interval '1 millisecond')
WHERE (generation_id, budget_id) IN (
  SELECT generation_id, budget_id FROM reservation WHERE generation_id = ANY($1::uuid[])
  ORDER BY generation_id, budget_id FOR UPDATE SKIP LOCKED)`;

/** Extends the leases of running generations to `leaseMs` from now. Skips rows that another transaction writes now. */
export async function renewLeases(pool: pg.Pool, generationIds: readonly string[], leaseMs: number): Promise<void> {
  await pool.query({ name: 'renew-leases', text: renewSql, values: [encodeIds(generationIds), leaseMs] });
}

const keepSql = 'UPDATE reservation SET expires_at = $2 WHERE generation_id = ANY($1::uuid[])';

/** Lets the reservations of generations expire at a given time, for any owner. */
export async function keepReservations(pool: pg.Pool, generationIds: readonly string[], until: Date): Promise<void> {
  await pool.query({ name: 'keep-reservations', text: keepSql, values: [encodeIds(generationIds), until] });
}

/** The most reservations that one statement releases. It locks all their windows. */
const sweptAtOnce = 1_000;

/**
 * MATERIALIZED finds the rows once. PostgreSQL might otherwise repeat the subquery per joined row and exceed its limit.
 */
const sweepSql = `
WITH found AS MATERIALIZED (
  SELECT generation_id, budget_id FROM reservation WHERE expires_at < now()
    -- Excludes reservations from a slice. The slice of an expired one returns, and the reservation moves to the window.
    AND slice_id IS NULL
    AND generation_id <> ALL($1::uuid[]) AND now() < $2::timestamptz + $3::float8 * interval '1 millisecond'
    -- Excludes stored running generations. Their settlement ends their reservations.
    AND NOT EXISTS (SELECT FROM running_generation WHERE running_generation.id = generation_id)
  ORDER BY generation_id, budget_id LIMIT ${sweptAtOnce} FOR UPDATE SKIP LOCKED
),
expired AS (
  DELETE FROM reservation AS each USING found
  WHERE each.generation_id = found.generation_id AND each.budget_id = found.budget_id
  RETURNING each.budget_id, each.window_start, each.amount_usd
),
freed AS (
  SELECT budget_id, window_start, sum(amount_usd) AS amount_usd FROM expired GROUP BY 1, 2
),
locked AS (
  SELECT period.budget_id, period.window_start, freed.amount_usd
  FROM budget_period AS period JOIN freed USING (budget_id, window_start)
  ORDER BY 1, 2 FOR UPDATE OF period
),
lowered AS (
  UPDATE budget_period AS period SET reserved_usd = period.reserved_usd - locked.amount_usd
  FROM locked WHERE period.budget_id = locked.budget_id AND period.window_start = locked.window_start
)
SELECT count(*)::int AS swept FROM expired`;

/**
 * Releases reservations whose lease has expired. Any number of replicas may run this concurrently. `ownIds`:
 * generations of this process. `answeredAt`: the database's time of its last answer. If the database has stalled for
 * `stalledMs` since then, nothing is released, because every lease has expired.
 */
export async function sweepLeases(
  pool: pg.Pool,
  ownIds: readonly string[] = [],
  answeredAt: Date = new Date('9999-12-31'),
  stalledMs = 0,
): Promise<void> {
  const values = [encodeIds(ownIds), answeredAt, stalledMs];
  let swept: number;
  do {
    const { rows } = await pool.query<{ swept: number }>({ name: 'sweep-leases', text: sweepSql, values });
    swept = rows[0]?.swept ?? 0;
  } while (swept === sweptAtOnce);
}

import type pg from 'pg';
import { encodeIds, encodeTexts, encodeTimes } from '../database/arrays/encode-array.ts';
import type { PeriodId } from './budget.ts';
import { periodKey } from './decide-reservations.ts';
import { type Money, parseMoney, writeMoney } from './money.ts';

/** A slice that a replica requests. `need`: the amount that its last group reserved. `target`: the preferred grant. */
export type WantedSlice = PeriodId & { need: Money; target: Money };

/** Conditions for granting slices. */
export type SliceRules = {
  /** A grant is at most the free rest of the window, divided by this. */
  share: number;
  /** Nothing is granted if the free rest is less than this multiple of `need`. */
  leastNeeds: number;
  /** How long nothing is granted after a recall, milliseconds. */
  afterRecallMs: number;
};

export const defaultSliceRules: SliceRules = { share: 16, leastNeeds: 64, afterRecallMs: 5_000 };

/** The smallest amount, US dollars. */
const leastUsd = writeMoney(1n);

/**
 * The free rest ends at the limit of a hard budget, and just below the alert threshold until it is crossed. Spending from
 * slices must cross neither undetected, and spending of exactly the threshold crosses it. The grant is added to an
 * existing slice, whose spending is then counted in the window.
 */
const takeSql = `
WITH wanted AS (
  SELECT * FROM unnest($1::uuid[], $2::timestamptz[], $3::text[]::numeric[], $4::text[]::numeric[])
    AS each (budget_id, window_start, need_usd, target_usd)
),
own AS (
  SELECT slice.budget_id, slice.window_start, slice.spent_usd
  FROM budget_slice AS slice JOIN wanted USING (budget_id, window_start) WHERE owner_id = $5::uuid
  ORDER BY slice.id FOR UPDATE OF slice
),
locked AS (
  SELECT period.budget_id, period.window_start, wanted.need_usd, wanted.target_usd,
    coalesce(own.spent_usd, 0) AS counted_usd,
    least(CASE WHEN hard THEN limit_usd END, CASE WHEN alerted_at IS NULL THEN limit_usd * alert_threshold::numeric - ${leastUsd} END)
      - period.spent_usd - period.reserved_usd AS rest_usd
  FROM budget_period AS period JOIN wanted USING (budget_id, window_start) JOIN budget ON budget.id = period.budget_id
    LEFT JOIN own USING (budget_id, window_start)
  WHERE (SELECT count(*) FROM own) >= 0
    AND coalesce(recalled_at < now() - $9::float8 * interval '1 millisecond', true)
  ORDER BY 1, 2 FOR UPDATE OF period
),
granted AS MATERIALIZED (
  SELECT budget_id, window_start, counted_usd, least(target_usd, trunc(rest_usd / $7::int, 12)) AS usd FROM locked
  WHERE coalesce(rest_usd >= need_usd * $8::int, true)
),
slices AS (
  INSERT INTO budget_slice AS slice (id, budget_id, window_start, owner_id, granted_usd, expires_at)
  SELECT gen_random_uuid(), budget_id, window_start, $5::uuid, usd, now() + $6::float8 * interval '1 millisecond'
  FROM granted WHERE usd > 0
  ON CONFLICT (budget_id, window_start, owner_id) DO UPDATE SET
    granted_usd = slice.granted_usd - slice.spent_usd + EXCLUDED.granted_usd, spent_usd = 0, expires_at = EXCLUDED.expires_at
)
UPDATE budget_period AS period SET
  spent_usd = period.spent_usd + granted.counted_usd,
  reserved_usd = period.reserved_usd - granted.counted_usd + granted.usd,
  sliced_usd = period.sliced_usd - granted.counted_usd + granted.usd
FROM granted
WHERE period.budget_id = granted.budget_id AND period.window_start = granted.window_start AND granted.usd > 0
RETURNING period.budget_id AS "budgetId", period.window_start AS "windowStart", granted.usd::text AS grant`;

/** Takes new slices and enlarges existing ones. Returns the grants by `periodKey`. */
export async function takeSlices(
  pool: pg.Pool,
  wanted: readonly WantedSlice[],
  { ownerId, leaseMs }: { ownerId: string; leaseMs: number },
  { share, leastNeeds, afterRecallMs }: SliceRules,
): Promise<ReadonlyMap<string, Money>> {
  const { rows } = await pool.query<{ budgetId: string; windowStart: Date; grant: string }>({
    name: 'take-slices',
    text: takeSql,
    values: [
      encodeIds(wanted.map(({ budgetId }) => budgetId)),
      encodeTimes(wanted.map(({ windowStartMs }) => windowStartMs)),
      encodeTexts(wanted.map(({ need }) => writeMoney(need))),
      encodeTexts(wanted.map(({ target }) => writeMoney(target))),
      ownerId,
      leaseMs,
      share,
      leastNeeds,
      afterRecallMs,
    ],
  });
  return new Map(
    rows.map(({ budgetId, windowStart, grant }) => [
      periodKey({ budgetId, windowStartMs: windowStart.getTime() }),
      parseMoney(grant),
    ]),
  );
}

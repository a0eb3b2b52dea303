import type pg from 'pg';
import { encodeIds, encodeTimes } from '../database/arrays/encode-array.ts';
import type { PeriodId } from './budget.ts';
import { decideReservations, type Period, periodKey } from './decide-reservations.ts';
import { parseMoney } from './money.ts';
import type { ReservationRequest, Shortfall } from './reservation.ts';

/** A window that nothing was counted in yet has no row. */
const readSql = `SELECT budget.id AS "budgetId", wanted.window_start AS "windowStart",
  coalesce(spent_usd, 0)::text AS spent, coalesce(reserved_usd, 0)::text AS reserved, limit_usd::text AS "limit", hard
FROM unnest($1::uuid[], $2::timestamptz[]) AS wanted (budget_id, window_start)
JOIN budget ON budget.id = wanted.budget_id
LEFT JOIN budget_period AS period ON period.budget_id = wanted.budget_id AND period.window_start = wanted.window_start`;

type Row = { budgetId: string; windowStart: Date; spent: string; reserved: string; limit: string; hard: boolean };

/** What each of several options lacks by itself, as the budgets stand at this moment; null for nothing. Locks and holds nothing. */
export async function weighNeeds(
  pool: pg.Pool,
  options: ReservationRequest['options'],
): Promise<readonly (Shortfall | null)[]> {
  const periods = await readPeriods(pool, options.flat());
  return options.map((option) => {
    const { answers } = decideReservations([{ generationId: '', options: [option] }], periods, new Map());
    return answers[0]?.shortfalls[0] ?? null;
  });
}

async function readPeriods(pool: pg.Pool, needed: readonly PeriodId[]): Promise<readonly Period[]> {
  const ids = [...new Map(needed.map((period) => [periodKey(period), period])).values()];
  const values = [encodeIds(ids.map(({ budgetId }) => budgetId)), encodeTimes(ids.map((id) => id.windowStartMs))];
  const { rows } = await pool.query<Row>({ name: 'weigh-requirements', text: readSql, values });
  return rows.map(({ windowStart, spent, reserved, limit, ...row }) => ({
    ...row,
    windowStartMs: windowStart.getTime(),
    spent: parseMoney(spent),
    reserved: parseMoney(reserved),
    limit: parseMoney(limit),
  }));
}

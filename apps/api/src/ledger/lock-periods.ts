import type pg from 'pg';
import { encodeIds, encodeTimes } from '../database/arrays/encode-array.ts';
import type { PeriodId } from './budget.ts';
import type { LockedPeriod } from './decide-reservations.ts';
import { parseMoney } from './money.ts';

const insertSql = `INSERT INTO budget_period (budget_id, window_start)
SELECT wanted.budget_id, wanted.window_start FROM unnest($1::uuid[], $2::timestamptz[]) AS wanted (budget_id, window_start)
JOIN budget ON budget.id = wanted.budget_id
ORDER BY 1, 2 ON CONFLICT DO NOTHING`;

/** Windows are locked in the order of their key, so that transactions cannot deadlock. */
const lockSql = `SELECT period.budget_id AS "budgetId", period.window_start AS "windowStart", spent_usd::text AS spent,
  reserved_usd::text AS reserved, limit_usd::text AS "limit", hard, sliced_usd > 0 AS "isSliced",
  CASE WHEN alerted_at IS NULL THEN (limit_usd * alert_threshold::numeric)::text END AS "alertAt"
FROM budget_period AS period
JOIN unnest($1::uuid[], $2::timestamptz[]) AS wanted (budget_id, window_start) USING (budget_id, window_start)
JOIN budget ON budget.id = period.budget_id
ORDER BY period.budget_id, period.window_start
FOR UPDATE OF period`;

type PeriodRow = {
  budgetId: string;
  windowStart: Date;
  spent: string;
  reserved: string;
  limit: string;
  hard: boolean;
  isSliced: boolean;
  alertAt: string | null;
};

/** Locks windows until the transaction ends and reads them. `ids` must be ordered by key. */
export async function lockPeriods(client: pg.ClientBase, ids: readonly PeriodId[]): Promise<readonly LockedPeriod[]> {
  const values = [encodeIds(ids.map(({ budgetId }) => budgetId)), encodeTimes(ids.map((id) => id.windowStartMs))];
  const lock = { name: 'lock-periods', text: lockSql, values };
  let { rows } = await client.query<PeriodRow>(lock);
  if (rows.length < ids.length) {
    await client.query({ name: 'insert-periods', text: insertSql, values });
    ({ rows } = await client.query<PeriodRow>(lock));
  }
  return rows.map(({ budgetId, windowStart, spent, reserved, limit, hard, isSliced, alertAt }) => ({
    budgetId,
    windowStartMs: windowStart.getTime(),
    spent: parseMoney(spent),
    reserved: parseMoney(reserved),
    limit: parseMoney(limit),
    hard,
    isSliced,
    alertAt: alertAt === null ? null : parseMoney(alertAt),
  }));
}

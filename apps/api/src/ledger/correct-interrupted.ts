import type pg from 'pg';
import { encodeIds } from '../database/arrays/encode-array.ts';
import { inTransaction } from '../database/in-transaction.ts';
import type { JournalEntry } from './journal.ts';
import { lockRollups } from './roll-up-recent.ts';
import { addAttributions, addToRollups, attemptsOf, negated, rollUp, rollUpAttributions } from './rollup-sql.ts';
import { bindsSql, windowStartSql } from './settlement-sql.ts';
import { type SettledPeriod, writeSettlement } from './write-settlements.ts';

const ofTaken = 'generation_id IN (SELECT generation_id FROM taken)';

/** Removes generations that were settled at an estimate from records, rollups and budgets. */
const takeBackSql = `
WITH taken AS (
  DELETE FROM generation WHERE id = ANY($1::uuid[]) AND error_code = 'INTERRUPTED'
  RETURNING id AS generation_id, created_at, settled_at
),
attempts AS (
  DELETE FROM model_usage WHERE ${ofTaken}
  RETURNING generation_id, workspace_id, api_key_id, model_id, provider_id, cost_usd
),
contents AS (DELETE FROM generation_content WHERE ${ofTaken}),
plans AS (DELETE FROM generation_plan WHERE ${ofTaken}),
recent AS (DELETE FROM usage_recent WHERE ${ofTaken} RETURNING generation_id),
added AS (SELECT generation_id FROM taken EXCEPT SELECT generation_id FROM recent),
counted AS MATERIALIZED (${rollUp(attemptsOf('added'), 'true')}),
hours AS MATERIALIZED (${negated('counted')}),
to_hours AS (${addToRollups('usage_hour', 'hours')}),
to_days AS (${addToRollups('usage_day', 'hours')}),
to_attributions AS (${addAttributions(rollUpAttributions(attemptsOf('added'), 'true'), -1)}),
charges AS (
  SELECT budget.id AS budget_id, ${windowStartSql('taken.created_at')} AS window_start, sum(attempts.cost_usd) AS cost_usd
  FROM attempts JOIN taken USING (generation_id) JOIN budget ON ${bindsSql('attempts')}
    AND (budget."window" <> 'TOTAL' OR budget.created_at <= taken.settled_at)
  WHERE attempts.cost_usd <> 0
  GROUP BY 1, 2
),
locked AS (
  SELECT period.budget_id, period.window_start, charges.cost_usd
  FROM budget_period AS period JOIN charges USING (budget_id, window_start)
  ORDER BY 1, 2 FOR UPDATE OF period
),
lowered AS (
  UPDATE budget_period AS period SET spent_usd = period.spent_usd - locked.cost_usd
  FROM locked WHERE period.budget_id = locked.budget_id AND period.window_start = locked.window_start
)
SELECT count(*)::int AS count FROM taken`;

/**
 * Settles generations whose process came back after their lease expired. The true figures replace the estimate, so each
 * generation counts once. Returns the windows that changed. Generations that were not interrupted stay unchanged.
 */
export async function correctInterrupted(
  pool: pg.Pool,
  ids: readonly string[],
  settlement: JournalEntry,
): Promise<readonly SettledPeriod[]> {
  return inTransaction(pool, async (client) => {
    await lockRollups(client);
    const { rows } = await client.query<{ count: number }>(takeBackSql, [encodeIds(ids)]);
    return rows[0]?.count === 0 ? [] : (await writeSettlement(client, settlement)).periods;
  });
}

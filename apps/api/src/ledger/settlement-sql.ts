import { insertFromArrays, insertOwnedFromArrays } from '../database/arrays/columns.ts';
import { attemptColumns } from '../records/attempt-columns.ts';
import { contentColumns, generationColumns, planColumns, staticColumns } from '../records/generation-columns.ts';

const firstOfContent = 1 + generationColumns.length;
const firstOfPlans = firstOfContent + contentColumns.length;
const firstOfStatic = firstOfPlans + planColumns.length;
const firstOfAttempts = firstOfStatic + staticColumns.length;
const endedIds = firstOfAttempts + attemptColumns.length;
const runningIds = endedIds + 1;
const settlementId = runningIds + 1;

/** A generation's content, plan and attempts are inserted only together with the generation itself. */
const owner = { column: 'generation_id', owners: 'generations' };

/** SQL for the start of the window of `budget` that contains `moment`, as `windowStartMs` computes it. */
export const windowStartSql = (moment: string): string => `CASE budget."window"
    WHEN 'DAY' THEN date_trunc('day', ${moment}, 'UTC')
    WHEN 'MONTH' THEN date_trunc('month', ${moment}, 'UTC')
    ELSE to_timestamp(0) END`;

/** SQL for whether `budget` applies to a row, as `bindsPayer` and `bindsCallee` decide. */
export const bindsSql = (
  row: string,
): string => `(budget.workspace_id IS NULL OR budget.workspace_id = ${row}.workspace_id)
    AND (budget.api_key_id IS NULL OR budget.api_key_id = ${row}.api_key_id)
    AND (budget.model_id IS NULL OR budget.model_id = ${row}.model_id)
    AND (budget.provider_id IS NULL OR budget.provider_id = ${row}.provider_id)`;

const reachesThreshold = (spent: string): string =>
  `${spent} >= budget.limit_usd * budget.alert_threshold::numeric AND ${spent} > 0`;

/**
 * A settlement is one statement, so it is written completely or not at all. It writes records, marks them for the
 * rollups, adds spending and ends reservations. It counts only rows that it writes for the first time, so a repetition
 * changes nothing. Parameters: the columns of the five tables, two lists of generation ids, and the settlement's own
 * id. Reservations of the first list end. Generations of the second list may be stored as running.
 *
 * A cost follows its reservation. It is counted in the slice that the generation reserved from, and the window's row
 * stays unchanged. A slice never counts more than its grant; the window counts the excess.
 *
 * Periods are written in order of their key. The statement returns each with its new figures, and with the settlement's
 * id if it crossed the alert threshold. A row of nulls means that a generation was recorded before.
 */
export const settlementSql = `
WITH generations AS (${insertFromArrays('generation', generationColumns, 1)} RETURNING id, created_at),
contents AS (${insertOwnedFromArrays('generation_content', contentColumns, firstOfContent, owner)}),
plans AS (${insertOwnedFromArrays('generation_plan', planColumns, firstOfPlans, owner)}),
standing AS (${insertFromArrays('standing_exclusions', staticColumns, firstOfStatic)}),
attempts AS (${insertOwnedFromArrays('model_usage', attemptColumns, firstOfAttempts, owner)}
  RETURNING generation_id, workspace_id, api_key_id, model_id, provider_id, cost_usd),
recent AS (INSERT INTO usage_recent SELECT id FROM generations),
charges AS (
  SELECT generations.id AS generation_id, budget.id AS budget_id,
    ${windowStartSql('generations.created_at')} AS window_start, sum(attempts.cost_usd) AS cost_usd
  FROM attempts JOIN generations ON generations.id = attempts.generation_id JOIN budget ON ${bindsSql('attempts')}
  WHERE attempts.cost_usd <> 0
  GROUP BY 1, 2, 3
),
slices AS MATERIALIZED (
  SELECT id, granted_usd - spent_usd - reserved_usd AS left_usd FROM budget_slice AS slice
  WHERE id IN (SELECT slice_id FROM reservation WHERE generation_id = ANY($${endedIds}::uuid[]))
  ORDER BY id FOR UPDATE
),
ended AS (
  DELETE FROM reservation WHERE generation_id = ANY($${endedIds}::uuid[]) AND (SELECT count(*) FROM slices) >= 0
  RETURNING generation_id, budget_id, window_start, amount_usd, slice_id, slice_usd
),
sliced AS (
  SELECT slices.id, slices.left_usd, generation_id, budget_id, window_start, slice_usd FROM ended JOIN slices ON slices.id = slice_id
),
of_slices AS (
  SELECT sliced.id, budget_id, window_start, sum(slice_usd) AS freed_usd, coalesce(sum(cost_usd), 0) AS cost_usd,
    least(coalesce(sum(cost_usd), 0), min(left_usd) + sum(slice_usd)) AS spent_usd
  FROM sliced LEFT JOIN charges USING (generation_id, budget_id, window_start)
  GROUP BY 1, 2, 3
),
slice_changes AS (
  UPDATE budget_slice AS slice
  SET spent_usd = slice.spent_usd + of_slices.spent_usd, reserved_usd = slice.reserved_usd - of_slices.freed_usd
  FROM of_slices WHERE slice.id = of_slices.id
),
running AS (DELETE FROM running_generation WHERE id = ANY($${runningIds}::uuid[])),
changes AS (
  SELECT budget_id, window_start, sum(spent_usd) AS spent_usd, sum(freed_usd) AS freed_usd
  FROM (
    SELECT budget_id, window_start, cost_usd AS spent_usd, 0 AS freed_usd FROM charges
    WHERE (generation_id, budget_id, window_start) NOT IN (SELECT generation_id, budget_id, window_start FROM sliced)
    UNION ALL SELECT budget_id, window_start, cost_usd - spent_usd, 0 FROM of_slices WHERE cost_usd > spent_usd
    UNION ALL SELECT budget_id, window_start, 0, amount_usd FROM ended WHERE amount_usd <> 0
  ) AS each
  GROUP BY budget_id, window_start
),
periods AS (INSERT INTO budget_period AS period (budget_id, window_start, spent_usd, reserved_usd, alerted_at, alerted_by)
SELECT budget.id, changes.window_start, spent_usd, -freed_usd,
  CASE WHEN ${reachesThreshold('spent_usd')} THEN now() END,
  CASE WHEN ${reachesThreshold('spent_usd')} THEN $${settlementId}::uuid END
FROM changes JOIN budget ON budget.id = changes.budget_id
ORDER BY budget.id, changes.window_start
ON CONFLICT (budget_id, window_start) DO UPDATE SET
  spent_usd = period.spent_usd + EXCLUDED.spent_usd,
  reserved_usd = period.reserved_usd + EXCLUDED.reserved_usd,
  alerted_at = coalesce(period.alerted_at, (SELECT now() FROM budget WHERE budget.id = period.budget_id
    AND ${reachesThreshold('(period.spent_usd + EXCLUDED.spent_usd)')})),
  alerted_by = CASE WHEN period.alerted_at IS NOT NULL THEN period.alerted_by ELSE (SELECT $${settlementId}::uuid
    FROM budget WHERE budget.id = period.budget_id AND ${reachesThreshold('(period.spent_usd + EXCLUDED.spent_usd)')}) END
RETURNING budget_id AS "budgetId", window_start AS "windowStart", spent_usd::text AS spent, reserved_usd::text AS reserved,
  CASE WHEN alerted_by = $${settlementId}::uuid THEN alerted_by END AS "alertedBy")
SELECT * FROM periods
UNION ALL
SELECT NULL, NULL, NULL, NULL, NULL WHERE (SELECT count(*) FROM generations) < cardinality($1::uuid[])`;

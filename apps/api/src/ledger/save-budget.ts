import type { CostControls } from '@penstock/router';
import type pg from 'pg';
import { inTransaction } from '../database/in-transaction.ts';
import { type Budget, windowStartMs } from './budget.ts';
import { parseMoney, toMoney, writeMoney } from './money.ts';
import { removeBudget } from './remove-budget.ts';
import { rollUpAll } from './roll-up-recent.ts';
import { bindsSql } from './settlement-sql.ts';

/** The origin of a budget. */
export type BudgetSource = 'policy' | 'operator';

/** Thrown when a save would change a budget's scope or window, since its counted spending would then be wrong. */
export class BudgetScopeError extends Error {
  override name = 'BudgetScopeError';
}

const readSql = 'SELECT limit_usd::text AS "limit", alert_threshold AS "alertThreshold" FROM budget WHERE id = $1';

const saveSql = `
INSERT INTO budget AS kept (id, name, workspace_id, api_key_id, model_id, provider_id, "window", limit_usd, hard, alert_threshold, source, updated_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8::numeric, $9, $10, $11, now())
ON CONFLICT (id) DO UPDATE SET name = EXCLUDED.name, limit_usd = EXCLUDED.limit_usd, hard = EXCLUDED.hard,
  alert_threshold = EXCLUDED.alert_threshold, updated_at = now()
WHERE (kept.workspace_id, kept.api_key_id, kept.model_id, kept.provider_id, kept."window")
  IS NOT DISTINCT FROM (EXCLUDED.workspace_id, EXCLUDED.api_key_id, EXCLUDED.model_id, EXCLUDED.provider_id, EXCLUDED."window")`;

/** The spending in the window before the budget was created. A total counts only from its creation. */
const openSql = `
INSERT INTO budget_period (budget_id, window_start, spent_usd)
SELECT budget.id, $2::timestamptz, coalesce(sum(usage.cost_usd), 0)
FROM budget LEFT JOIN usage_hour AS usage ON budget."window" <> 'TOTAL' AND usage.grain = 0
  AND usage.hour >= $2::timestamptz AND ${bindsSql('usage')}
WHERE budget.id = $1
GROUP BY budget.id`;

/** A changed threshold can be crossed again. */
const rearmSql =
  'UPDATE budget_period SET alerted_at = NULL, alerted_by = NULL WHERE budget_id = $1 AND window_start = $2::timestamptz';

/**
 * Creates a budget, or changes its name, limit, strictness or threshold. A new day or month budget starts with the
 * existing spending of its window. Settlements wait meanwhile, so each is counted exactly once.
 */
export async function saveBudget(pool: pg.Pool, budget: Budget, source: BudgetSource, nowMs: number): Promise<void> {
  const start = new Date(windowStartMs(budget.window, nowMs)).toISOString();
  await inTransaction(pool, async (client) => {
    await client.query('LOCK TABLE budget_period IN EXCLUSIVE MODE');
    const [before] = (await client.query<Before>(readSql, [budget.id])).rows;
    const { rowCount } = await client.query(saveSql, [...valuesOf(budget), source]);
    if (rowCount === 0) {
      throw new BudgetScopeError(
        `Budget '${budget.name}' has another scope or window, which cannot be changed: create a new budget instead.`,
      );
    }
    if (before === undefined) {
      await rollUpAll(client);
      await client.query(openSql, [budget.id, start]);
    } else if (hasMoved(before, budget)) await client.query(rearmSql, [budget.id, start]);
  });
}

type Before = { limit: string; alertThreshold: number | null };

/** An unchanged save must not alert again. The policy's budget is saved at every start. */
function hasMoved(before: Before, { limit, alertThreshold }: Budget): boolean {
  return parseMoney(before.limit) !== limit || before.alertThreshold !== alertThreshold;
}

function valuesOf(budget: Budget): unknown[] {
  const { id, name, workspaceId, apiKeyId, modelId, providerId, window, limit, hard, alertThreshold } = budget;
  return [id, name, workspaceId, apiKeyId, modelId, providerId, window, writeMoney(limit), hard, alertThreshold];
}

/** The same id on every replica and after every start. */
const policyBudgetId = '00000000-0000-4000-8000-00000000da11';

/** Creates a hard budget from `daily_budget` of the classic cost controls. Removes it if the policy has none. */
export async function savePolicyBudget(
  pool: pg.Pool,
  { dailyBudgetUsd, alertThreshold }: CostControls,
  nowMs: number,
): Promise<void> {
  if (dailyBudgetUsd === null) {
    await removeBudget(pool, policyBudgetId);
    return;
  }
  const scope = { workspaceId: null, apiKeyId: null, modelId: null, providerId: null };
  const limit = toMoney(dailyBudgetUsd);
  const budget = { id: policyBudgetId, name: 'daily_budget of the policy', ...scope, window: 'DAY', limit } as const;
  await saveBudget(pool, { ...budget, hard: true, alertThreshold }, 'policy', nowMs);
}

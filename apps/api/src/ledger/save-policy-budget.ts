import type { CostControls } from '@penstock/router';
import type pg from 'pg';
import { toMoney } from './money.ts';
import { removeBudget } from './remove-budget.ts';
import { saveBudget } from './save-budget.ts';

/** The same on every replica and after every start. */
const policyBudgetId = '00000000-0000-4000-8000-00000000da11';

/** Makes `daily_budget` of the classic cost controls a hard budget of everything, or removes it where the policy has none. */
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

import type pg from 'pg';
import type { Budget } from './budget.ts';
import { periodFiguresSql } from './period-figures-sql.ts';
import type { BudgetSource } from './save-budget.ts';
import { windowStartSql } from './settlement-sql.ts';

/** A budget with the figures of its present window. */
export type BudgetStatus = Omit<Budget, 'limit'> & {
  source: BudgetSource;
  /** The workspace that sees the budget: its own, or that of its key. Null: it spans workspaces. */
  ownerWorkspaceId: string | null;
  limitUsd: string;
  spentUsd: string;
  reservedUsd: string;
  /** The limit less spending and reservations. Below zero for an overdrawn soft budget. */
  remainingUsd: string;
  windowStartMs: number;
  /** When spending crossed the alert threshold in this window; null if it has not. */
  alertedAtMs: number | null;
};

type Row = Omit<BudgetStatus, 'windowStartMs' | 'alertedAtMs'> & { windowStart: Date; alertedAt: Date | null };

const listSql = `
SELECT budget.id, budget.name, source, budget.workspace_id AS "workspaceId", api_key_id AS "apiKeyId", model_id AS "modelId",
  provider_id AS "providerId", "window", hard, alert_threshold AS "alertThreshold",
  coalesce(budget.workspace_id, api_key.workspace_id) AS "ownerWorkspaceId", trim_scale(limit_usd)::text AS "limitUsd", trim_scale(coalesce(spent_usd, 0))::text AS "spentUsd",
  trim_scale(coalesce(reserved_usd, 0))::text AS "reservedUsd",
  trim_scale(limit_usd - coalesce(spent_usd, 0) - coalesce(reserved_usd, 0))::text AS "remainingUsd",
  ${windowStartSql('$1::timestamptz')} AS "windowStart", alerted_at AS "alertedAt"
FROM budget LEFT JOIN ${periodFiguresSql} AS period
  ON period.budget_id = budget.id AND period.window_start = ${windowStartSql('$1::timestamptz')}
  LEFT JOIN api_key ON api_key.id::text = budget.api_key_id
ORDER BY budget.created_at, budget.id`;

/** All budgets, oldest first, each with its window at `nowMs`. */
export async function listBudgets(pool: pg.Pool, nowMs: number): Promise<readonly BudgetStatus[]> {
  const { rows } = await pool.query<Row>(listSql, [new Date(nowMs).toISOString()]);
  return rows.map(({ windowStart, alertedAt, ...row }) => ({
    ...row,
    windowStartMs: windowStart.getTime(),
    alertedAtMs: alertedAt?.getTime() ?? null,
  }));
}

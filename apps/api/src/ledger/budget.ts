import type { Callee } from '@penstock/router';
import type { Money } from './money.ts';

export type BudgetWindow = 'DAY' | 'MONTH' | 'TOTAL';

/** A limit on the spending within a window. A scope that is null does not restrict the budget. */
export type Budget = {
  /** UUID. */
  id: string;
  name: string;
  workspaceId: string | null;
  apiKeyId: string | null;
  /** provider/name. */
  modelId: string | null;
  providerId: string | null;
  window: BudgetWindow;
  limit: Money;
  /** Whether a call that does not fit is refused. */
  hard: boolean;
  /** Share of the limit, above 0 up to 1; null for no alert. */
  alertThreshold: number | null;
};

/** The workspace and the key that pay. */
export type Payer = { workspaceId: string; apiKeyId: string | null };

export function bindsPayer(budget: Budget, { workspaceId, apiKeyId }: Payer): boolean {
  return (
    (budget.workspaceId === null || budget.workspaceId === workspaceId) &&
    (budget.apiKeyId === null || budget.apiKeyId === apiKeyId)
  );
}

/** Whether a call counts. A budget of a provider binds each model that may be served there. */
export function bindsCallee(budget: Budget, { modelId, deployments }: Callee): boolean {
  return (
    (budget.modelId === null || budget.modelId === modelId) &&
    (budget.providerId === null || deployments.some(({ providerId }) => providerId === budget.providerId))
  );
}

/** One window of one budget. `windowStartMs`: epoch milliseconds. */
export type PeriodId = { budgetId: string; windowStartMs: number };

/** Start of the window that contains a moment. Days and months are UTC. A total starts in 1970. */
export function windowStartMs(window: BudgetWindow, atMs: number): number {
  const at = new Date(atMs);
  switch (window) {
    case 'DAY':
      return Date.UTC(at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate());
    case 'MONTH':
      return Date.UTC(at.getUTCFullYear(), at.getUTCMonth(), 1);
    case 'TOTAL':
      return 0;
  }
}

/** End of that window; null for a total, which has no end. */
export function windowEndMs(window: BudgetWindow, startMs: number): number | null {
  const start = new Date(startMs);
  switch (window) {
    case 'DAY':
      return startMs + 86_400_000;
    case 'MONTH':
      return Date.UTC(start.getUTCFullYear(), start.getUTCMonth() + 1, 1);
    case 'TOTAL':
      return null;
  }
}

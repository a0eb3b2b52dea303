import type { Money } from './money.ts';

export type BudgetWindow = 'DAY' | 'MONTH' | 'TOTAL';

/** A limit on what may be spent within a window. What a scope leaves null does not restrict it. */
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
  /** Whether what does not fit is refused. */
  hard: boolean;
  /** Share of the limit, above 0 up to 1; null for no alert. */
  alertThreshold: number | null;
};

/** Who pays. */
export type Payer = { workspaceId: string; apiKeyId: string | null };

/** What is called. */
export type Callee = { modelId: string; providerId: string };

export function bindsPayer(budget: Budget, { workspaceId, apiKeyId }: Payer): boolean {
  return (
    (budget.workspaceId === null || budget.workspaceId === workspaceId) &&
    (budget.apiKeyId === null || budget.apiKeyId === apiKeyId)
  );
}

export function bindsCallee(budget: Budget, { modelId, providerId }: Callee): boolean {
  return (
    (budget.modelId === null || budget.modelId === modelId) &&
    (budget.providerId === null || budget.providerId === providerId)
  );
}

/** One window of one budget. `windowStartMs`: epoch milliseconds. */
export type PeriodId = { budgetId: string; windowStartMs: number };

/** Where the window begins that a moment lies in. Days and months are of UTC; a total begins in 1970. */
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

/** Where that window ends; null for a total, which does not. */
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

import type pg from 'pg';
import { PolledFeed } from '../events/polled-feed.ts';
import type { Budget } from './budget.ts';
import type { BudgetStatus } from './list-budgets.ts';
import { listBudgets } from './list-budgets.ts';
import { removeBudget } from './remove-budget.ts';
import { saveBudget } from './save-budget.ts';

/** The budgets, as operators see and change them. */
export interface Budgets {
  list(): Promise<readonly BudgetStatus[]>;
  /** Makes or changes one. Rejects with a `BudgetScopeError` when it would bind others than before. */
  save(budget: Budget): Promise<void>;
  /** False where there is none of that id. */
  remove(id: string): Promise<boolean>;
  /** Tells all of them soon, and again when one has changed here or on another replica. */
  subscribe(listener: (budgets: readonly BudgetStatus[]) => void): () => void;
}

export type BudgetsTools = {
  pool: pg.Pool;
  nowMs(): number;
  /** Lets the ledger know at once. */
  refresh(): Promise<void>;
  onError(error: unknown): void;
};

/** How soon a change is told, milliseconds. */
const pollMs = 1_000;

export function createBudgets({ pool, nowMs, refresh, onError }: BudgetsTools): Budgets {
  const list = (): Promise<readonly BudgetStatus[]> => listBudgets(pool, nowMs());
  const feed = new PolledFeed(list, pollMs, onError);
  return {
    list,
    async save(budget) {
      await saveBudget(pool, budget, 'operator', nowMs());
      await refresh();
    },
    async remove(id) {
      const isRemoved = await removeBudget(pool, id);
      await refresh();
      return isRemoved;
    },
    subscribe: (listener) => feed.subscribe(listener),
  };
}

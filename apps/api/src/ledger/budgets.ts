import type pg from 'pg';
import { PolledFeed } from '../events/polled-feed.ts';
import type { Budget } from './budget.ts';
import type { BudgetStatus } from './list-budgets.ts';
import { listBudgets } from './list-budgets.ts';
import { removeBudget } from './remove-budget.ts';
import { saveBudget } from './save-budget.ts';

/** Reads and changes budgets, for operators. */
export interface Budgets {
  list(): Promise<readonly BudgetStatus[]>;
  /** Creates or changes a budget. Rejects with a `BudgetScopeError` when the change would move its scope. */
  save(budget: Budget): Promise<void>;
  /** Returns false if no budget has that id. */
  remove(id: string): Promise<boolean>;
  /** Sends all budgets soon, and again after each change here or on another replica. */
  subscribe(listener: (budgets: readonly BudgetStatus[]) => void): () => void;
}

export type BudgetsTools = {
  pool: pg.Pool;
  nowMs(): number;
  /** Updates the ledger's cache immediately. */
  refresh(): Promise<void>;
  onError(error: unknown): void;
};

/** Interval between checks for changes, milliseconds. */
const pollMs = 1_000;

export function createBudgets({ pool, nowMs, refresh, onError }: BudgetsTools): Budgets {
  const list = (): Promise<readonly BudgetStatus[]> => listBudgets(pool, nowMs());
  const feed = new PolledFeed(list, pollMs, onError);
  return {
    list,
    async save(budget) {
      // A change may be stored although its answer was lost.
      await saveBudget(pool, budget, 'operator', nowMs()).finally(refresh);
    },
    async remove(id) {
      return removeBudget(pool, id).finally(refresh);
    },
    subscribe: (listener) => feed.subscribe(listener),
  };
}

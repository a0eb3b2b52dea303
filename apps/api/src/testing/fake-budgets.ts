import type { Budget } from '../ledger/budget.ts';
import type { Budgets } from '../ledger/budgets.ts';
import type { BudgetStatus } from '../ledger/list-budgets.ts';
import { writeMoney } from '../ledger/money.ts';

/** Budgets in memory without any spending. */
export class FakeBudgets implements Budgets {
  all: readonly BudgetStatus[] = [];
  readonly #listeners = new Set<(budgets: readonly BudgetStatus[]) => void>();

  async list(): Promise<readonly BudgetStatus[]> {
    return this.all;
  }

  async save({ limit, ...budget }: Budget): Promise<void> {
    const limitUsd = writeMoney(limit);
    const figures = { limitUsd, spentUsd: '0', reservedUsd: '0', remainingUsd: limitUsd, alertedAtMs: null };
    const ownerWorkspaceId = budget.workspaceId;
    this.set({ ...budget, ...figures, ownerWorkspaceId, source: 'operator', windowStartMs: 0 });
  }

  async remove(id: string): Promise<boolean> {
    const { length } = this.all;
    this.all = this.all.filter((budget) => budget.id !== id);
    this.#tell();
    return this.all.length < length;
  }

  subscribe(listener: (budgets: readonly BudgetStatus[]) => void): () => void {
    this.#listeners.add(listener);
    listener(this.all);
    return () => this.#listeners.delete(listener);
  }

  get listenerCount(): number {
    return this.#listeners.size;
  }

  /** Adds a budget, or replaces the budget with its id, and notifies the listeners. */
  set(budget: BudgetStatus): void {
    this.all = [...this.all.filter(({ id }) => id !== budget.id), budget];
    this.#tell();
  }

  #tell(): void {
    for (const listener of this.#listeners) listener(this.all);
  }
}

import type { PeriodId } from './budget.ts';
import type { Money } from './money.ts';

/** How much a generation has to hold of one window of a budget, all in all. */
export type Need = PeriodId & { amount: Money };

/** Asks to hold what the first of several ways needs, in the order of preference. */
export type HoldRequest = {
  generationId: string;
  /** At least one. */
  ways: readonly (readonly Need[])[];
};

/** Why a way is closed: what it needs beyond what is held already, and what the budget has left. */
export type Shortfall = { budgetId: string; needed: Money; remaining: Money };

/** What became of a request: the way that is held, null for none, and why those before it are not. */
export type HoldAnswer = { way: number | null; shortfalls: readonly Shortfall[] };

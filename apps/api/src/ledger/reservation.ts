import type { PeriodId } from './budget.ts';
import type { Money } from './money.ts';

/** How much a generation has to hold of one window of a budget, all in all. */
export type Requirement = PeriodId & { amount: Money };

/** Asks to hold what the first of several options requires, in the order of preference. */
export type ReservationRequest = {
  generationId: string;
  /** At least one. */
  options: readonly (readonly Requirement[])[];
};

/** Why a option is closed: what it requirements beyond what is held already, and what the budget has left. */
export type Shortfall = { budgetId: string; needed: Money; remaining: Money };

/** What became of a request: the option that is held, null for none, and why those before it are not. */
export type ReservationResult = { option: number | null; shortfalls: readonly Shortfall[] };

import type { PeriodId } from './budget.ts';
import type { Money } from './money.ts';

/** The total amount that a generation must reserve in one window of a budget. */
export type Requirement = PeriodId & { amount: Money };

/** Requests a reservation for the first option that fits. Options are in order of preference. */
export type ReservationRequest = {
  generationId: string;
  /** At least one option. */
  options: readonly (readonly Requirement[])[];
};

/**
 * The reason for refusing an option. `needed`: the amount beyond the existing reservation. `remaining`: the rest of the
 * budget.
 */
export type Shortfall = { budgetId: string; needed: Money; remaining: Money };

/**
 * The result of a request: the index of the granted option, and the shortfalls of the options before it. `option` null:
 * none was granted.
 */
export type ReservationResult = { option: number | null; shortfalls: readonly Shortfall[] };

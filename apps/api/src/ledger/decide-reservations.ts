import type { PeriodId } from './budget.ts';
import type { Money } from './money.ts';
import type { Requirement, ReservationRequest, ReservationResult, Shortfall } from './reservation.ts';

/** A window of a budget as it stands under the lock. */
export type Period = PeriodId & { limit: Money; hard: boolean; spent: Money; reserved: Money };

/** How much more a generation reserved of a window. */
export type ReservedAmount = PeriodId & { generationId: string; amount: Money };

export type ReservationDecision = { answers: readonly ReservationResult[]; reserved: readonly ReservedAmount[] };

/** The key of a window among others. */
export function periodKey({ budgetId, windowStartMs }: PeriodId): string {
  return `${budgetId} ${windowStartMs}`;
}

/** The key of what a generation reserved of a budget. */
export function reservationKey(generationId: string, budgetId: string): string {
  return `${generationId} ${budgetId}`;
}

/**
 * Decides requests in the order of their arrival: each takes its first option that fits into every hard budget, and counts
 * for those after it. `reservedBefore` is what generations hold already, by `reservationKey`. A budget that is gone binds nobody.
 */
export function decideReservations(
  requests: readonly ReservationRequest[],
  locked: readonly Period[],
  reservedBefore: ReadonlyMap<string, Money>,
): ReservationDecision {
  const periods = new Map(locked.map((period) => [periodKey(period), { ...period }]));
  const reserved: ReservedAmount[] = [];
  const answers = requests.map(({ generationId, options }): ReservationResult => {
    const shortfalls: Shortfall[] = [];
    for (const [option, requirements] of options.entries()) {
      const missing = requirements.map((requirement) =>
        missingOf(requirement, reservedBefore.get(reservationKey(generationId, requirement.budgetId)) ?? 0n),
      );
      const shortfall = firstShortfall(missing, periods);
      if (shortfall !== null) {
        shortfalls.push(shortfall);
        continue;
      }
      for (const { amount, ...id } of missing) {
        const period = periods.get(periodKey(id));
        if (period === undefined || amount === 0n) continue;
        period.reserved += amount;
        reserved.push({ generationId, ...id, amount });
      }
      return { option, shortfalls };
    }
    return { option: null, shortfalls };
  });
  return { answers, reserved };
}

function missingOf(requirement: Requirement, reservedBefore: Money): Requirement {
  return { ...requirement, amount: requirement.amount > reservedBefore ? requirement.amount - reservedBefore : 0n };
}

/** What costs nothing more always fits, also into a budget that is used up. */
function firstShortfall(missing: readonly Requirement[], periods: ReadonlyMap<string, Period>): Shortfall | null {
  for (const requirement of missing) {
    const period = periods.get(periodKey(requirement));
    if (period === undefined || !period.hard || requirement.amount === 0n) continue;
    const remaining = period.limit - period.spent - period.reserved;
    if (requirement.amount > remaining)
      return { budgetId: requirement.budgetId, needed: requirement.amount, remaining };
  }
  return null;
}

import type { PeriodId } from './budget.ts';
import type { Money } from './money.ts';
import type { Requirement, ReservationRequest, ReservationResult, Shortfall } from './reservation.ts';

/** A window of a budget with its figures. */
export type Period = PeriodId & { limit: Money; hard: boolean; spent: Money; reserved: Money };

/**
 * A window as read from its own row under its lock. Grants to slices count as reserved. `isSliced`: whether any slice
 * has a grant. `alertAt`: the spending that crosses the alert threshold; null if there is no threshold or it was
 * crossed.
 */
export type LockedPeriod = Period & { isSliced: boolean; alertAt: Money | null };

/** The additional amount that a generation reserves in one window. */
export type ReservedAmount = PeriodId & { generationId: string; amount: Money };

export type ReservationDecision = { answers: readonly ReservationResult[]; reserved: readonly ReservedAmount[] };

/** The key of a window. */
export function periodKey({ budgetId, windowStartMs }: PeriodId): string {
  return `${budgetId} ${windowStartMs}`;
}

/** The key of a generation's reservation in a budget. */
export function reservationKey(generationId: string, budgetId: string): string {
  return `${generationId} ${budgetId}`;
}

/**
 * Decides requests in order of arrival. Each takes its first option that fits into every hard budget, and reduces the
 * remainder for the next. `reservedBefore`: existing reservations by `reservationKey`. A removed budget applies to no
 * request.
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

/**
 * The windows whose slices must return before a decision is final. Their rest may cover a refused request. Their
 * spending may also cross an alert threshold undetected.
 */
export function periodsToRecall(
  { answers, reserved }: ReservationDecision,
  locked: readonly LockedPeriod[],
): readonly PeriodId[] {
  const refusing = new Set(answers.flatMap(({ shortfalls }) => shortfalls.map(({ budgetId }) => budgetId)));
  return locked.filter((period) => {
    if (!period.isSliced) return false;
    if (refusing.has(period.budgetId)) return true;
    const key = periodKey(period);
    const added = reserved.reduce((sum, each) => (periodKey(each) === key ? sum + each.amount : sum), 0n);
    return added > 0n && period.alertAt !== null && period.spent + period.reserved + added >= period.alertAt;
  });
}

function missingOf(requirement: Requirement, reservedBefore: Money): Requirement {
  return { ...requirement, amount: requirement.amount > reservedBefore ? requirement.amount - reservedBefore : 0n };
}

/** A call that needs no additional money always fits, even in an exhausted budget. */
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

import type { PeriodId } from './budget.ts';
import type { HoldAnswer, HoldRequest, Need, Shortfall } from './hold.ts';
import type { Money } from './money.ts';

/** A window of a budget as it stands under the lock. */
export type Period = PeriodId & { limit: Money; hard: boolean; spent: Money; reserved: Money };

/** How much more a generation holds of a window. */
export type Hold = PeriodId & { generationId: string; amount: Money };

export type HoldDecision = { answers: readonly HoldAnswer[]; holds: readonly Hold[] };

/** The key of a window among others. */
export function periodKey({ budgetId, windowStartMs }: PeriodId): string {
  return `${budgetId} ${windowStartMs}`;
}

/** The key of what a generation holds of a budget. */
export function holdKey(generationId: string, budgetId: string): string {
  return `${generationId} ${budgetId}`;
}

/**
 * Decides requests in the order of their arrival: each takes its first way that fits into every hard budget, and counts
 * for those after it. `held` is what generations hold already, by `holdKey`. A budget that is gone binds nobody.
 */
export function decideHolds(
  requests: readonly HoldRequest[],
  locked: readonly Period[],
  held: ReadonlyMap<string, Money>,
): HoldDecision {
  const periods = new Map(locked.map((period) => [periodKey(period), { ...period }]));
  const holds: Hold[] = [];
  const answers = requests.map(({ generationId, ways }): HoldAnswer => {
    const shortfalls: Shortfall[] = [];
    for (const [way, needs] of ways.entries()) {
      const missing = needs.map((need) => missingOf(need, held.get(holdKey(generationId, need.budgetId)) ?? 0n));
      const shortfall = firstShortfall(missing, periods);
      if (shortfall !== null) {
        shortfalls.push(shortfall);
        continue;
      }
      for (const { amount, ...id } of missing) {
        const period = periods.get(periodKey(id));
        if (period === undefined || amount === 0n) continue;
        period.reserved += amount;
        holds.push({ generationId, ...id, amount });
      }
      return { way, shortfalls };
    }
    return { way: null, shortfalls };
  });
  return { answers, holds };
}

function missingOf(need: Need, held: Money): Need {
  return { ...need, amount: need.amount > held ? need.amount - held : 0n };
}

/** What costs nothing more always fits, also into a budget that is used up. */
function firstShortfall(missing: readonly Need[], periods: ReadonlyMap<string, Period>): Shortfall | null {
  for (const need of missing) {
    const period = periods.get(periodKey(need));
    if (period === undefined || !period.hard || need.amount === 0n) continue;
    const remaining = period.limit - period.spent - period.reserved;
    if (need.amount > remaining) return { budgetId: need.budgetId, needed: need.amount, remaining };
  }
  return null;
}

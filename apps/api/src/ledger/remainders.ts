import type { BudgetRefusal, Callee } from '@penstock/router';
import type { RemainingBudgets } from '../generation/generation-ledger.ts';
import { type Budget, bindsCallee } from './budget.ts';
import { coverMoney, type Money, moneyPerUsd, parseMoney, writeMoney } from './money.ts';

/** A hard budget and its remainder: the limit less spending and reservations. Below zero for an overdrawn budget. */
export type Remainder = { budget: Budget; left: Money };

/** Above this difference from the remainder, floating point decides. Below it, exact arithmetic does. US dollars. */
const surelyUsd = 1e-6;

/** The remainders of a payer's hard budgets at the time of reading. */
export class Remainders implements RemainingBudgets {
  readonly #remainders: readonly (Remainder & { surelyFitsUsd: number })[];
  readonly #allowsUnpriced: boolean;

  /** `allowsUnpriced`: whether a model without a price may be called under a hard budget. */
  constructor(remainders: readonly Remainder[], allowsUnpriced: boolean) {
    this.#remainders = remainders.map(({ budget, left }) => ({
      budget,
      left,
      surelyFitsUsd: (Number(left) / moneyPerUsd) * (1 - surelyUsd) - surelyUsd,
    }));
    this.#allowsUnpriced = allowsUnpriced;
  }

  /** The first budget that binds the callee and cannot pay for it. A free call always fits. */
  refuse(callee: Callee, worstCaseUsd: number | null): BudgetRefusal | null {
    if (worstCaseUsd === 0) return null;
    for (const { budget, left, surelyFitsUsd } of this.#remainders) {
      if (!bindsCallee(budget, callee)) continue;
      if (worstCaseUsd === null) {
        if (this.#allowsUnpriced) continue;
        return { budgetId: budget.id, budget: budget.name, neededUsd: null, remainingUsd: null };
      }
      if (worstCaseUsd <= surelyFitsUsd) continue;
      const needed = coverMoney(worstCaseUsd);
      if (needed <= left) continue;
      const remainingUsd = writeMoney(left > 0n ? left : 0n);
      return { budgetId: budget.id, budget: budget.name, neededUsd: writeMoney(needed), remainingUsd };
    }
    return null;
  }

  after(refusals: readonly Pick<BudgetRefusal, 'budgetId' | 'remainingUsd'>[]): Remainders {
    const leftById = new Map(refusals.map(({ budgetId, remainingUsd }) => [budgetId, remainingUsd]));
    const remainders = this.#remainders.map(({ budget, left }) => {
      const leftUsd = leftById.get(budget.id) ?? null;
      return { budget, left: leftUsd === null ? left : parseMoney(leftUsd) };
    });
    return new Remainders(remainders, this.#allowsUnpriced);
  }
}

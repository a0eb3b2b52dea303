/** Why one budget cannot pay a call. Amounts in US dollars, as decimal text. Both null for a call without a price. */
export type BudgetRefusal = {
  budgetId: string;
  /** The name of the budget. */
  budget: string;
  neededUsd: string | null;
  remainingUsd: string | null;
};

/** A model, and its deployments, one of which will serve. */
export type Callee = { modelId: string; deployments: readonly { providerId: string }[] };

/** The remaining budgets of a request, read at one moment: a view gives the same answer every time. */
export interface BudgetView {
  /** Why a budget cannot pay this call at its highest cost. Null if all can. `worstCaseUsd` null: unpriced. */
  refuse(callee: Callee, worstCaseUsd: number | null): BudgetRefusal | null;
}

/** One clause with the figures, without a full stop. */
export function describeBudgetRefusal(refusal: Omit<BudgetRefusal, 'budgetId'>): string {
  const { budget, neededUsd, remainingUsd } = refusal;
  if (neededUsd === null || remainingUsd === null)
    return `it has no price, so the budget '${budget}' cannot be enforced`;
  return `it may cost $${neededUsd}, and the budget '${budget}' has $${remainingUsd} left`;
}

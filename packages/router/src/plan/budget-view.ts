/** Why one budget cannot pay a call. Amounts in US dollars, as decimal text; both null for a call without a price. */
export type BudgetRefusal = {
  budgetId: string;
  /** Its name. */
  budget: string;
  neededUsd: string | null;
  remainingUsd: string | null;
};

/** The remaining budgets of a request, read at one moment: a view always gives the same answer. */
export interface BudgetView {
  /** Why a budget cannot pay this call at its worst case; null where all can. `worstCaseUsd` null: unpriced. */
  refuse(callee: { modelId: string; providerId: string }, worstCaseUsd: number | null): BudgetRefusal | null;
}

/** One clause with the figures, without a full stop. */
export function describeBudgetRefusal(refusal: Omit<BudgetRefusal, 'budgetId'>): string {
  const { budget, neededUsd, remainingUsd } = refusal;
  if (neededUsd === null || remainingUsd === null) return `it has no price, so the budget '${budget}' cannot be kept`;
  return `it may cost $${neededUsd}, and the budget '${budget}' has $${remainingUsd} left`;
}

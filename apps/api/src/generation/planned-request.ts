import type { BudgetView, Plan } from '@penstock/router';

/** A plan, and the tokens of the prompt as counted for it. */
export type PlannedRequest = { plan: Plan; inputTokens: number };

/** Plans one request with what the budgets have left; null for no budget. The plan may have no candidate. */
export type Planner = (budgets: BudgetView | null) => PlannedRequest;

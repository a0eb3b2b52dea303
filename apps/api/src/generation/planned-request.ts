import type { BudgetView, Plan } from '@penstock/router';
import type { SessionPin } from './session-pins/session-pins.ts';

/** A plan, and the tokens of the prompt as counted for it. */
export type PlannedRequest = {
  plan: Plan;
  inputTokens: number;
  /** Where its session is; null or absent where it is nowhere. */
  pin?: SessionPin | null;
};

/** Plans one request with what the budgets have left; null for no budget. The plan may have no candidate. */
export type Planner = (budgets: BudgetView | null) => PlannedRequest;

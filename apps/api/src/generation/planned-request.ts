import type { BudgetView, Plan } from '@penstock/router';
import type { SessionPin } from './session-pins/session-pins.ts';

/** A plan, and the prompt's tokens as counted for it. */
export type PlannedRequest = {
  plan: Plan;
  inputTokens: number;
  /** The model and deployment that hold the session's prompt cache. Null or absent: none is known. */
  pin?: SessionPin | null;
};

/**
 * Plans one request with the amounts that the budgets have left; null for no budget. The plan may have no candidate.
 */
export type Planner = (budgets: BudgetView | null) => PlannedRequest;

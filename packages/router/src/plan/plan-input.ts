import type { Catalog } from '../catalog/catalog.ts';
import type { HealthView } from '../health/health-view.ts';
import type { BudgetView } from './budget-view.ts';
import type { PlanRequest } from './plan.ts';
import type { RoutingRules } from './routing-rules.ts';
import type { RulesIndex } from './rules-index.ts';

/** The input of a plan; equal input, equal plan. */
export type PlanInput = {
  catalog: Catalog;
  /** Of the policy (`routingRulesOf`). */
  routing: RoutingRules;
  /** Of this catalog and this routing (`buildRulesIndex`). */
  index: RulesIndex;
  health: HealthView;
  /** The remaining budgets; null where none limits the request. */
  budgets: BudgetView | null;
  request: PlanRequest;
  /** Counts the requests; ROUND_ROBIN begins one further with each. A whole number. */
  rotation: number;
  /** Epoch milliseconds. */
  nowMs: number;
};

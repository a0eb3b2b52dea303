import type { Catalog } from '../catalog/catalog.ts';
import type { HealthView } from '../health/health-view.ts';
import type { Strategy } from '../policy/strategy.ts';
import type { BudgetView } from './budget-view.ts';
import type { PlanRequest } from './plan.ts';
import type { RoutingRules } from './routing-rules.ts';
import type { RulesIndex } from './rules-index.ts';
import type { WarmCache } from './warm-cache.ts';

/** The models and strategies that a caller may use. */
export type Allowance = {
  /** Ids or patterns, as `openai/*`. Null for all. */
  models: readonly string[] | null;
  /** Null for all. A request that names no strategy gets the first of these if the policy's own is not among them. */
  strategies: readonly Strategy[] | null;
};

/** The input of a plan. Equal input gives an equal plan. */
export type PlanInput = {
  catalog: Catalog;
  /** The routing rules of the policy (`routingRulesOf`). */
  routing: RoutingRules;
  /** The index of this catalog and this routing (`buildRulesIndex`). */
  index: RulesIndex;
  health: HealthView;
  /** The remaining budgets. Null if none limits the request. */
  budgets: BudgetView | null;
  request: PlanRequest;
  /** Default: everything. */
  allowance?: Allowance;
  /** The cache of this conversation. Null or absent for none. */
  warmCache?: WarmCache | null;
  /** Counts the requests. ROUND_ROBIN starts one position later with each. A whole number. */
  rotation: number;
  /** Epoch milliseconds. */
  nowMs: number;
};

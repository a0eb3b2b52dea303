import type { Catalog } from '../catalog/catalog.ts';
import type { HealthView } from '../health/health-view.ts';
import type { PlanRequest } from './plan.ts';
import type { RoutingRules } from './routing-rules.ts';

/** Everything that a plan depends on; equal input, equal plan. */
export type PlanInput = {
  catalog: Catalog;
  /** Of the policy (`routingRulesOf`). Keep the object: what follows from it is worked out once. */
  routing: RoutingRules;
  health: HealthView;
  request: PlanRequest;
  /** Counts the requests; ROUND_ROBIN begins one further with each. A whole number. */
  rotation: number;
  /** Epoch milliseconds. */
  nowMs: number;
};

import type { Catalog } from '../catalog/catalog.ts';
import type { HealthView } from '../health/health-view.ts';
import type { CostControls, RoutingPolicy } from '../policy/policy.ts';
import type { PlanRequest } from './plan.ts';

/** Everything that a plan depends on; equal input, equal plan. */
export type PlanInput = {
  catalog: Catalog;
  /** The policy's `routing`. */
  routing: RoutingPolicy;
  /** The policy's `costControls`; budgets come with the request. */
  costControls: Pick<CostControls, 'perRequestLimitUsd' | 'allowsUnpriced'>;
  health: HealthView;
  request: PlanRequest;
  /** Counts the requests; ROUND_ROBIN begins one further with each. A whole number. */
  rotation: number;
  /** Epoch milliseconds. */
  nowMs: number;
};

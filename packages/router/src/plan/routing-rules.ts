import type { CostControls, Policy } from '../policy/policy.ts';
import type { RoutingPolicy } from '../policy/routing-policy.ts';

/** The policy's rules for choosing models: its routing, and the cost limits of one request. */
export type RoutingRules = RoutingPolicy & {
  costControls: Pick<CostControls, 'perRequestLimitUsd' | 'allowsUnpriced'>;
};

/** A policy's routing rules. */
export function routingRulesOf(policy: Policy): RoutingRules {
  return { ...policy.routing, costControls: policy.costControls };
}

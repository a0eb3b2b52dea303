import type { CostControls, Policy, RoutingPolicy } from '../policy/policy.ts';

/** What a policy says about choosing models: its routing, and the limits on what one request may cost. */
export type RoutingRules = RoutingPolicy & {
  costControls: Pick<CostControls, 'perRequestLimitUsd' | 'allowsUnpriced'>;
};

/** A policy's routing rules. */
export function routingRulesOf(policy: Policy): RoutingRules {
  return { ...policy.routing, costControls: policy.costControls };
}

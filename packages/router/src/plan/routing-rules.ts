import type { CostControls, Policy, RoutingPolicy } from '../policy/policy.ts';

/** What a policy says about choosing models: its routing, and the limits on what one request may cost. */
export type RoutingRules = RoutingPolicy & {
  costControls: Pick<CostControls, 'perRequestLimitUsd' | 'allowsUnpriced'>;
};

const rulesByPolicy = new WeakMap<Policy, RoutingRules>();

/** A policy's routing rules; the same object for the same policy, so that what plans work out once is found again. */
export function routingRulesOf(policy: Policy): RoutingRules {
  const known = rulesByPolicy.get(policy);
  if (known !== undefined) return known;
  const rules: RoutingRules = { ...policy.routing, costControls: policy.costControls };
  rulesByPolicy.set(policy, rules);
  return rules;
}

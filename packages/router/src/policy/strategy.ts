/** The orders of a plan's candidates. */
export const strategies = [
  'BALANCED',
  'COST_OPTIMIZED',
  'LATENCY_OPTIMIZED',
  'QUALITY_OPTIMIZED',
  'LOCAL_FIRST',
  'CAPABILITY_MATCH',
  'ROUND_ROBIN',
  'MANUAL',
] as const;

export type Strategy = (typeof strategies)[number];

/** The importance of money in a plan. It changes the weight of cost. */
export const costPreferences = ['LOW', 'MEDIUM', 'HIGH'] as const;

/** LOW: as cheap as possible. MEDIUM: the policy's weights. HIGH: quality before money. */
export type CostPreference = (typeof costPreferences)[number];

/** The share of each axis in a score. They need not sum to 1. */
export type Weights = { cost: number; quality: number; latency: number };

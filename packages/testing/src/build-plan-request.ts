import type { PlanRequest, RoutingRules } from '@penstock/router';

/** An ordinary request with the given differences. */
export function buildRequest(differences: Partial<PlanRequest> = {}): PlanRequest {
  return {
    strategy: null,
    chain: null,
    model: null,
    fallbackModels: [],
    enableFallback: true,
    provider: null,
    preferredProvider: null,
    preferredModel: null,
    taskType: null,
    requiredCapabilities: [],
    costPreference: 'MEDIUM',
    maxLatencyMs: null,
    costLimitUsd: null,
    budgetRemainingUsd: null,
    inputTokens: 1000,
    longestTextTokens: null,
    maxOutputTokens: null,
    terms: { serviceTier: null, cachesForHour: false, hasMedia: false },
    ...differences,
  };
}

/** The routing rules of an empty policy with the given differences. */
export function buildRouting(differences: Partial<RoutingRules> = {}): RoutingRules {
  return {
    defaultStrategy: 'BALANCED',
    weights: { cost: 0.48, quality: 0.32, latency: 0.2 },
    enableFallback: true,
    preferLocal: false,
    defaultProvider: null,
    maxLatencyMs: null,
    defaultModelId: null,
    fallbackChain: [],
    minQuality: 0,
    chains: [],
    taskPreferences: new Map(),
    costControls: { perRequestLimitUsd: null, allowsUnpriced: false },
    ...differences,
  };
}

/** Task type → ids, in the policy's form. */
export function buildTaskPreferences(modelIdsByTask: Record<string, string[]>): RoutingRules['taskPreferences'] {
  const entries = Object.entries(modelIdsByTask);
  return new Map(
    entries.map(([taskType, modelIds]) => [taskType, { taskType, modelIds, chain: null, strategy: null }]),
  );
}

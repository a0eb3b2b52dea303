import type { Model } from '../../catalog/model.ts';
import type { HealthView, ModelHealth } from '../../health/health-view.ts';
import type { PlanRequest } from '../plan.ts';
import type { PlanInput } from '../plan-input.ts';
import type { RoutingRules } from '../routing-rules.ts';
import { buildRulesIndex } from '../rules-index.ts';
import { buildCatalog } from './build-catalog.ts';

/** A request that asks for nothing in particular, but for what is given. */
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
    ...differences,
  };
}

/** The routing rules of a policy that says nothing, but for what is given. */
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

/** No evidence of any model, but for what is given by id. */
export function buildHealth(byId: Readonly<Record<string, Partial<ModelHealth>>> = {}): HealthView {
  const known = new Map<string, ModelHealth>();
  return {
    read(modelId) {
      let health = known.get(modelId);
      if (health === undefined) {
        health = { ...unknownHealth(modelId), ...byId[modelId] };
        known.set(modelId, health);
      }
      return health;
    },
  };
}

/** A plan's input over these models: default rules, no evidence of health, a request for nothing in particular. */
export function buildPlanInput(
  models: readonly Model[],
  request: Partial<PlanRequest> = {},
  differences: Partial<Omit<PlanInput, 'index'>> = {},
): PlanInput {
  const { catalog = buildCatalog(models), routing = buildRouting() } = differences;
  return {
    catalog,
    routing,
    index: buildRulesIndex(catalog, routing),
    health: buildHealth(),
    budgets: null,
    request: buildRequest(request),
    rotation: 0,
    nowMs: 1_000_000,
    ...differences,
  };
}

function unknownHealth(modelId: string): ModelHealth {
  return {
    modelId,
    status: 'UNKNOWN',
    reason: null,
    breaker: 'CLOSED',
    successRate: null,
    p50LatencyMs: null,
    p95LatencyMs: null,
    firstTokenMs: null,
    tokensPerSecond: null,
    checkedAtMs: null,
    retryAtMs: null,
  };
}

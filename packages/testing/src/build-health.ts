import type { HealthView, ModelHealth } from '@penstock/router';

/** The health of a model without evidence, and the given differences. */
export function buildModelHealth(modelId: string, differences: Partial<ModelHealth> = {}): ModelHealth {
  return {
    modelId,
    status: 'UNKNOWN',
    reason: null,
    breaker: 'CLOSED',
    successRate: null,
    p50LatencyMs: null,
    p95LatencyMs: null,
    firstTokenMs: null,
    p95FirstTokenMs: null,
    tokensPerSecond: null,
    checkedAtMs: null,
    retryAtMs: null,
    isRateLimited: false,
    ...differences,
  };
}

/** No evidence of any model, except the given differences by id. Reading a model twice returns the same object. */
export function buildHealth(byId: Readonly<Record<string, Partial<ModelHealth>>> = {}): HealthView {
  const known = new Map<string, ModelHealth>();
  return {
    read(modelId) {
      let health = known.get(modelId);
      if (health === undefined) {
        health = buildModelHealth(modelId, byId[modelId]);
        known.set(modelId, health);
      }
      return health;
    },
  };
}

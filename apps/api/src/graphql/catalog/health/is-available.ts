import type { Model, ModelHealth } from '@penstock/router';

/** Whether a model can be called now. UNKNOWN counts as available. */
export function isAvailable(model: Model, health: ModelHealth): boolean {
  return model.isActive && model.isConfigured && health.status !== 'UNAVAILABLE' && health.breaker !== 'OPEN';
}

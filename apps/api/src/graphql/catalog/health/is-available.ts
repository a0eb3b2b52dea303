import type { Model, ModelHealth } from '@penstock/router';

/** Whether a model can be asked now. UNKNOWN counts as available: nothing speaks against it. */
export function isAvailable(model: Model, health: ModelHealth): boolean {
  return model.isActive && model.isConfigured && health.status !== 'UNAVAILABLE' && health.breaker !== 'OPEN';
}

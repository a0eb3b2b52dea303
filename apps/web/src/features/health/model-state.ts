import { type HealthFacts, type ModelFacts, type ModelStatusName, modelStatus, modelStatuses } from '@penstock/react';

/** The state of a model in one word: its health, or the reason why it has none. The table is in `packages/react`. */
export function modelState(model: ModelFacts, health: HealthFacts | undefined): ModelStatusName {
  return modelStatus(model, health).name;
}

/** Whether a model in this state gets requests. */
export function isUsable(state: ModelStatusName): boolean {
  return modelStatuses[state].isUsable;
}

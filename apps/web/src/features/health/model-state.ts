import { type HealthFacts, type ModelFacts, type ModelStatusName, modelStatus, modelStatuses } from '@penstock/react';

/** The state of a model in one word: its health, or why it has none. The table is in `packages/react`. */
export function modelState(model: ModelFacts, health: HealthFacts | undefined): ModelStatusName {
  return modelStatus(model, health).name;
}

/** Whether requests are sent to a model in this state. */
export function isUsable(state: ModelStatusName): boolean {
  return modelStatuses[state].isUsable;
}

import type { Health } from './health-store.ts';

/** The state of a model in one word: its health, or why it has none. */
export type ModelState = Health['status'] | 'OFF' | 'UNCONFIGURED';

type Usability = { active: boolean; configured: boolean };

export function modelState(model: Usability, health: Pick<Health, 'status'> | undefined): ModelState {
  if (!model.active) return 'OFF';
  if (!model.configured) return 'UNCONFIGURED';
  return health?.status ?? 'UNKNOWN';
}

/** Whether requests are sent to a model in this state. */
export function isUsable(state: ModelState): boolean {
  return state === 'AVAILABLE' || state === 'SLOW' || state === 'UNKNOWN';
}

/** The word and the colour of a state. */
export const stateLabels: Readonly<Record<ModelState, { label: string; tone: 'good' | 'slow' | 'bad' | 'idle' }>> = {
  AVAILABLE: { label: 'Available', tone: 'good' },
  SLOW: { label: 'Slow', tone: 'slow' },
  UNAVAILABLE: { label: 'Unavailable', tone: 'bad' },
  UNKNOWN: { label: 'Ready', tone: 'idle' },
  UNCONFIGURED: { label: 'Not configured', tone: 'idle' },
  OFF: { label: 'Switched off', tone: 'idle' },
};

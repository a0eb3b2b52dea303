import { Refusal } from '../response/refusal.ts';
import { undisturbed } from './disturbance.ts';
import type { Fault } from './fault.ts';

export const down: Fault = {
  name: 'down',
  summary: '503 until so long after the first request, well from then on',
  parameter: { meaning: 'seconds', usual: 60 },
  disturb: (seconds, { elapsedMs }) =>
    elapsedMs < seconds * 1000
      ? { insteadOfAnswer: { type: 'refuse', refusal: new Refusal({ kind: 'unavailable' }) } }
      : undisturbed,
};

import { Refusal } from '../response/refusal.ts';
import { undisturbed } from './disturbance.ts';
import type { Fault } from './fault.ts';

export const flapping: Fault = {
  name: 'flapping',
  summary: '503 and well by turns, from the first request on',
  parameter: { meaning: 'seconds a turn', usual: 60 },
  disturb: (seconds, { elapsedMs }) => {
    const isDown = Math.floor(elapsedMs / (seconds * 1000)) % 2 === 0;
    return isDown
      ? { insteadOfAnswer: { type: 'refuse', refusal: new Refusal({ kind: 'unavailable' }) } }
      : undisturbed;
  },
};

import { Refusal } from '../response/refusal.ts';
import { undisturbed } from './disturbance.ts';
import type { Fault } from './fault.ts';

export const refusePrefill: Fault = {
  name: 'refuse-prefill',
  summary: 'an assistant message as last is refused, everything else is answered',
  parameter: null,
  disturb: (_, { hasPrefill }) =>
    hasPrefill
      ? { insteadOfAnswer: { type: 'refuse', refusal: new Refusal({ kind: 'prefill-refused' }) } }
      : undisturbed,
};

import { Refusal } from '../response/refusal.ts';
import type { Fault } from './fault.ts';

export const quotaExhausted: Fault = {
  name: 'quota',
  summary: 'the account has no credit left',
  parameter: null,
  disturb: () => ({ insteadOfAnswer: { type: 'refuse', refusal: new Refusal({ kind: 'quota-exhausted' }) } }),
};

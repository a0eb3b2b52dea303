import { Refusal } from '../response/refusal.ts';
import type { Fault } from './fault.ts';

export const overloaded: Fault = {
  name: '529',
  summary: 'the model is overloaded (529 at Anthropic, 503 elsewhere)',
  parameter: null,
  disturb: () => ({ insteadOfAnswer: { type: 'refuse', refusal: new Refusal({ kind: 'overloaded' }) } }),
};

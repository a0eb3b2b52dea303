import { Refusal } from '../response/refusal.ts';
import type { Fault } from './fault.ts';

export const contextLength: Fault = {
  name: 'context-length',
  summary: 'the prompt does not fit the model',
  parameter: null,
  disturb: () => ({ insteadOfAnswer: { type: 'refuse', refusal: new Refusal({ kind: 'context-length' }) } }),
};

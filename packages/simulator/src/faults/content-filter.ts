import { Refusal } from '../response/refusal.ts';
import type { Fault } from './fault.ts';

export const contentFilter: Fault = {
  name: 'content-filter',
  summary: 'the prompt is refused for its content',
  parameter: null,
  disturb: () => ({ insteadOfAnswer: { type: 'refuse', refusal: new Refusal({ kind: 'content-filter' }) } }),
};

import { Refusal } from '../response/refusal.ts';
import type { Fault } from './fault.ts';

export const unavailable: Fault = {
  name: '503',
  summary: 'the service is away',
  parameter: null,
  disturb: () => ({ insteadOfAnswer: { type: 'refuse', refusal: new Refusal({ kind: 'unavailable' }) } }),
};

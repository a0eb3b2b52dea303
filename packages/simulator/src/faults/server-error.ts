import { Refusal } from '../response/refusal.ts';
import type { Fault } from './fault.ts';

export const serverError: Fault = {
  name: '500',
  summary: 'the server broke',
  parameter: null,
  disturb: () => ({ insteadOfAnswer: { type: 'refuse', refusal: new Refusal({ kind: 'server-error' }) } }),
};

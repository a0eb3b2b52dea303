import { Refusal } from '../response/refusal.ts';
import type { Fault } from './fault.ts';

export const rateLimit: Fault = {
  name: '429',
  summary: 'too many requests, without a word on when to come back',
  parameter: null,
  disturb: () => ({ insteadOfAnswer: { type: 'refuse', refusal: new Refusal({ kind: 'rate-limit' }) } }),
};

import { Refusal } from '../response/refusal.ts';
import type { Fault } from './fault.ts';

export const badCredentials: Fault = {
  name: 'bad-credentials',
  summary: 'the key is wrong, whatever it is',
  parameter: null,
  disturb: () => ({ insteadOfAnswer: { type: 'refuse', refusal: new Refusal({ kind: 'wrong-key' }) } }),
};

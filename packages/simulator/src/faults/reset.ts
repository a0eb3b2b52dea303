import type { Fault } from './fault.ts';

export const reset: Fault = {
  name: 'reset',
  summary: 'the connection is reset before the headers',
  parameter: null,
  disturb: () => ({ insteadOfAnswer: { type: 'reset' } }),
};

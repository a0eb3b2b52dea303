import type { Fault } from './fault.ts';

export const silence: Fault = {
  name: 'silent',
  summary: 'the request is accepted and never answered',
  parameter: null,
  disturb: () => ({ insteadOfAnswer: { type: 'silence' } }),
};

import type { Fault } from './fault.ts';

export const stall: Fault = {
  name: 'stall',
  summary: 'nothing more comes, the connection stays open',
  parameter: { meaning: 'tokens sent before', usual: 5 },
  disturb: (afterTokens) => ({ interruption: { afterTokens, act: { type: 'stall' } } }),
};

import type { Fault } from './fault.ts';

export const cut: Fault = {
  name: 'cut',
  summary: 'the connection ends in the middle',
  parameter: { meaning: 'tokens sent before', usual: 5 },
  disturb: (afterTokens) => ({ interruption: { afterTokens, act: { type: 'cut' } } }),
};

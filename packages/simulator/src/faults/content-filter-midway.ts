import type { Fault } from './fault.ts';

export const contentFilterMidway: Fault = {
  name: 'content-filter-midway',
  summary: 'the answer is filtered while it is written',
  parameter: { meaning: 'tokens sent before', usual: 5 },
  disturb: (afterTokens) => ({ interruption: { afterTokens, act: { type: 'filter' } } }),
};

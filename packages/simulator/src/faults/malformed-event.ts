import type { Fault } from './fault.ts';

export const malformedEvent: Fault = {
  name: 'malformed',
  summary: 'one event cannot be read, the rest is well',
  parameter: { meaning: 'tokens sent before', usual: 3 },
  disturb: (afterTokens) => ({ interruption: { afterTokens, act: { type: 'malformed' } } }),
};

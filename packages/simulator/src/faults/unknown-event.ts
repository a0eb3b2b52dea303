import type { Fault } from './fault.ts';

export const unknownEvent: Fault = {
  name: 'unknown-event',
  summary: 'one event is of a kind that no document names',
  parameter: { meaning: 'tokens sent before', usual: 3 },
  disturb: (afterTokens) => ({ interruption: { afterTokens, act: { type: 'unknown' } } }),
};

import { Refusal } from '../response/refusal.ts';
import type { Fault } from './fault.ts';

export const errorEvent: Fault = {
  name: 'error-event',
  summary: 'the stream reports that the model is overloaded and ends',
  parameter: { meaning: 'tokens sent before', usual: 5 },
  disturb: (afterTokens) => ({
    interruption: { afterTokens, act: { type: 'fail', refusal: new Refusal({ kind: 'overloaded' }) } },
  }),
};

import type { Fault } from './fault.ts';

export const slowFirstToken: Fault = {
  name: 'slow-first-token',
  summary: 'the first token comes late',
  parameter: { meaning: 'milliseconds', usual: 20_000 },
  disturb: (firstTokenMs) => ({ firstTokenMs }),
};

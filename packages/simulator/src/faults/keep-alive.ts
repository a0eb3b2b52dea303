import type { Fault } from './fault.ts';

export const keepAlive: Fault = {
  name: 'keep-alive',
  summary: 'headers and signs of life, and never a token',
  parameter: { meaning: 'milliseconds between signs of life', usual: 100 },
  disturb: (everyMs) => ({ insteadOfAnswer: { type: 'keep-alive', everyMs } }),
};

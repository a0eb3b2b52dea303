import type { Fault } from './fault.ts';

export const noEndMarkOpen: Fault = {
  name: 'no-end-mark-open',
  summary: 'finish reason and usage, no end mark, and the connection stays open',
  parameter: null,
  disturb: () => ({ ending: 'no-end-mark-open' }),
};

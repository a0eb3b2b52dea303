import type { Fault } from './fault.ts';

export const noEndMark: Fault = {
  name: 'no-end-mark',
  summary: 'finish reason and usage, but no end mark',
  parameter: null,
  disturb: () => ({ ending: 'no-end-mark' }),
};

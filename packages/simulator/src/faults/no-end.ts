import type { Fault } from './fault.ts';

export const noEnd: Fault = {
  name: 'no-end',
  summary: 'the response ends without finish reason and end mark',
  parameter: null,
  disturb: () => ({ ending: 'nothing' }),
};

import type { Fault } from './fault.ts';

export const brokenJson: Fault = {
  name: 'broken-json',
  summary: 'the text stops half way, though the answer claims to be whole',
  parameter: null,
  disturb: () => ({ breaksText: true }),
};

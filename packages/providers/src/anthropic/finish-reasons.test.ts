import { expect, it } from 'vitest';
import { toFinishReason } from './finish-reasons.ts';

it.each<[string | null, number, string]>([
  ['end_turn', 0, 'stop'],
  ['end_turn', 1, 'tool-calls'],
  ['tool_use', 0, 'stop'],
  ['tool_use', 2, 'tool-calls'],
  ['max_tokens', 1, 'length'],
  ['length', 0, 'length'],
  ['tool_calls', 1, 'tool-calls'],
  [null, 1, 'tool-calls'],
  [null, 0, 'unknown'],
  ['pause_turn', 0, 'unknown'],
])('%s with %i calls is %s', (raw, calls, reason) => {
  expect(toFinishReason(raw, calls)).toBe(reason);
});

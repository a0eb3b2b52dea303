import { expect, it } from 'vitest';
import { readToolCalls } from './stored-json.ts';

const call = { id: 'call_1', name: 'look_up', arguments: '{"city":"Bern"}' };

it('reads tool calls, with any additions of a later version', () => {
  expect(readToolCalls([{ ...call, type: 'function' }])).toEqual([call]);
});

it.each([
  ['the whole', { calls: [call] }],
  ['1.arguments', [call, { ...call, arguments: { city: 'Bern' } }]],
])('names the invalid place without its value: %s', (place, value) => {
  const read = () => readToolCalls(value);
  expect(read).toThrow(`The column generation_content.tool_calls has content that this version cannot read: ${place}`);
  expect(read).not.toThrow('Bern');
});

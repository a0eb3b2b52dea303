import { expect, it } from 'vitest';
import { toFunction, toFunctionCall } from './to-function.ts';

it('writes a function, without a description if there is none', () => {
  const parameters = { type: 'object' };
  expect(toFunction({ name: 'look', description: 'Looks.', parameters })).toEqual({
    type: 'function',
    function: { name: 'look', description: 'Looks.', parameters },
  });
  expect(toFunction({ name: 'look', description: null, parameters }).function).not.toHaveProperty('description');
});

it('writes a call, its arguments as text', () => {
  expect(toFunctionCall({ id: 'a', name: 'look', arguments: '{"at":1}' })).toEqual({
    id: 'a',
    type: 'function',
    function: { name: 'look', arguments: '{"at":1}' },
  });
});

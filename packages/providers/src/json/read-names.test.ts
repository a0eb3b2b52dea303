import { expect, it } from 'vitest';
import { readNames } from './read-names.ts';

it('reads the text of each object and omits objects without one', () => {
  expect(readNames([{ id: 'a' }, {}, null, 'b', { id: '' }, { id: 3 }, { id: 'c' }], 'id')).toEqual(['a', 'c']);
  expect(readNames([], 'id')).toEqual([]);
});

it.each([null, undefined, {}, 'a', ['a', 'b'], [{ name: 'a' }]])(
  'recognises that %j is not a list of models',
  (other) => {
    expect(readNames(other, 'id')).toBeNull();
  },
);

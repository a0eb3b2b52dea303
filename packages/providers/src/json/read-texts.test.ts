import { expect, it } from 'vitest';
import { readTexts } from './read-texts.ts';

it('reads the text of each object and omits objects without one', () => {
  expect(readTexts([{ id: 'a' }, {}, null, 'b', { id: '' }, { id: 3 }, { id: 'c' }], 'id')).toEqual(['a', 'c']);
  for (const other of [null, undefined, {}, 'a']) expect(readTexts(other, 'id')).toEqual([]);
});

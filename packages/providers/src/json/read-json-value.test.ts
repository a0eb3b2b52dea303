import { expect, it } from 'vitest';
import { parseObject, readCount, readList, readObject, readText } from './read-json-value.ts';

it('reads what fits and gives an empty value for the rest', () => {
  expect(readObject({ a: 1 })).toEqual({ a: 1 });
  for (const other of [null, undefined, [], 'a', 1]) expect(readObject(other)).toBeNull();
  expect(readList([1])).toEqual([1]);
  for (const other of [null, {}, 'a']) expect(readList(other)).toEqual([]);
  expect(readText('a')).toBe('a');
  for (const other of ['', null, 1]) expect(readText(other)).toBeNull();
  expect(readCount(3.7)).toBe(3);
  for (const other of [-1, Number.NaN, Number.POSITIVE_INFINITY, '3', null]) expect(readCount(other)).toBe(0);
  expect(parseObject('{"a":1}')).toEqual({ a: 1 });
  for (const other of ['[1]', '1', 'null', '{']) expect(parseObject(other)).toBeNull();
});

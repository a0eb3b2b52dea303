import { expect, test } from 'vitest';
import { changesOf } from './changes-of.ts';

test.each([
  ['a new object', null, { name: 'ci', model: null, limits: { perMinute: 5 } }, ['name', 'limits.perMinute']],
  ['a removed object', { name: 'ci' }, null, ['name']],
  ['only changed members', { a: 1, b: { c: [1, 2], d: 0 } }, { a: 1, b: { c: [1], d: 0 } }, ['b.c']],
  ['a member that becomes an object', { a: null }, { a: { b: 1 } }, ['a.b']],
  ['nothing', null, null, []],
])('the changes of %s', (_name, before, after, paths) => {
  expect(changesOf(before, after).map(({ path }) => path)).toEqual(paths);
});

test('keeps both values', () => {
  expect(changesOf({ limitUsd: '10' }, { limitUsd: '20' })).toEqual([{ path: 'limitUsd', before: '10', after: '20' }]);
});

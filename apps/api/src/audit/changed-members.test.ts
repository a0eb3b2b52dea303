import { expect, test } from 'vitest';
import { changedMembers } from './changed-members.ts';

test.each([
  [
    'of a change, the members that differ',
    { a: 1, b: [1], c: 3 },
    { a: 1, b: [2], d: 4 },
    { b: [1], c: 3, d: null },
    { b: [2], c: null, d: 4 },
  ],
  ['without a change, none', { a: 1 }, { a: 1 }, {}, {}],
  ['of a new object, all members', null, { a: 1 }, null, { a: 1 }],
  ['of a removed object, all members', { a: 1 }, null, { a: 1 }, null],
  ['without an object, the value itself', 'one', 'two', 'one', 'two'],
])('%s', (_what, before, after, changedBefore, changedAfter) => {
  expect(changedMembers(before, after)).toEqual({ before: changedBefore, after: changedAfter });
});

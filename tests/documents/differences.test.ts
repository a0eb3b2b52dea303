import { expect, test } from 'vitest';
import { differences } from './differences.ts';

test.each([
  [{ a: 1 }, { a: 1, b: 2 }],
  [{ text: 'The …' }, { text: 'The sky.\nIt is blue.' }],
  [{ costUsd: '0.0000…' }, { costUsd: '0.000012' }],
  [
    [{ a: 1 }, '…'],
    [{ a: 1 }, { a: 2 }],
  ],
  [['…'], []],
  [null, null],
])('%j shows %j', (shown, actual) => {
  expect(differences(shown, actual)).toEqual([]);
});

test.each([
  [{ a: 1 }, {}, 'answer.a is undefined, not 1'],
  [{ a: null }, { a: 0 }, 'answer.a is 0, not null'],
  [{ a: 'b.c' }, { a: 'bxc' }, 'answer.a is "bxc", not "b.c"'],
  [[1], [1, 2], 'answer has 2 items, not 1: [1,2]'],
  [[1, 2, '…'], [1], 'answer has 1 items, not 2: [1]'],
  [{ a: { b: 1 } }, { a: [] }, 'answer.a is [], not an object'],
  [[], {}, 'answer is {}, not a list'],
])('%j does not show %j', (shown, actual, difference) => {
  expect(differences(shown, actual)).toEqual([difference]);
});

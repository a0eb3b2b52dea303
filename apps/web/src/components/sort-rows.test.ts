import { expect, test } from 'vitest';
import { sortRows } from './sort-rows.ts';

const rows = [
  { name: 'b10', price: 2 },
  { name: 'a', price: null },
  { name: 'B2', price: 0.5 },
  { name: 'c', price: 2 },
];
const names = (sorted: typeof rows) => sorted.map(({ name }) => name);

test('numbers sort by size; unknown values come last, and equal values keep their order', () => {
  expect(names(sortRows(rows, ({ price }) => price, false))).toEqual(['B2', 'b10', 'c', 'a']);
  expect(names(sortRows(rows, ({ price }) => price, true))).toEqual(['b10', 'c', 'B2', 'a']);
});

test('texts sort case-insensitively, and numbers in them by size', () => {
  expect(names(sortRows(rows, ({ name }) => name, false))).toEqual(['a', 'B2', 'b10', 'c']);
});

test('the given rows are not changed', () => {
  sortRows(rows, ({ name }) => name, false);
  expect(rows[0]?.name).toBe('b10');
});

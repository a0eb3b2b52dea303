import { expect, test } from 'vitest';
import type { GenerationRow } from './generation-documents.ts';
import { withRow } from './use-generation-pages.ts';

const row = (id: string, status = 'COMPLETED') => ({ id, status }) as GenerationRow;

test('a new generation gets its place in the list, or replaces its earlier state', () => {
  const rows = [row('5'), row('3')];
  expect(withRow(rows, row('6')).map(({ id }) => id)).toEqual(['6', '5', '3']);
  expect(withRow(rows, row('4')).map(({ id }) => id)).toEqual(['5', '4', '3']);
  expect(withRow(rows, row('1')).map(({ id }) => id)).toEqual(['5', '3', '1']);
  expect(withRow(rows, row('3', 'FAILED'))).toEqual([row('5'), row('3', 'FAILED')]);
});

import { expect, test } from 'vitest';
import { toCsvText } from './csv.ts';

test('quotes cells where necessary, and disarms formulas', () => {
  const lines = [
    ['a', 1, -2.5],
    ['say "hi", now', 'two\nlines', '=SUM(A1)'],
    ['@x', '\t=1', '-2.5'],
  ];
  expect(toCsvText(lines)).toBe(`a,1,-2.5\r\n"say ""hi"", now","two\nlines",'=SUM(A1)\r\n'@x,'\t=1,-2.5`);
});

import { expect, test } from 'vitest';
import { formatEstimate, formatPrice, formatUsd } from './money.ts';

test.each([
  [null, '–'],
  [undefined, '–'],
  ['abc', '–'],
  ['0', '$0'],
  [0, '$0'],
  ['1234.5', '$1,234.50'],
  ['0.999', '$1.00'],
  ['0.5', '$0.50'],
  ['0.1234', '$0.123'],
  ['0.0012', '$0.0012'],
  ['0.00123456', '$0.00123'],
  ['0.0000001', '$0.0000001'],
  ['-0.02', '-$0.02'],
])('an amount of %s reads %s', (amount, text) => {
  expect(formatUsd(amount)).toBe(text);
});

test('whole dollars are shown without cents on request', () => {
  expect(['500', 2_500, '12.5', '0'].map((amount) => formatUsd(amount, { isRound: true }))).toEqual([
    '$500',
    '$2,500',
    '$12.50',
    '$0',
  ]);
});

test.each([
  [null, '–'],
  ['0', 'Free'],
  ['0.15', '$0.15'],
  ['2.5', '$2.50'],
  ['0.075', '$0.075'],
  ['0.0375', '$0.0375'],
  ['15', '$15.00'],
  ['1500', '$1,500'],
])('a price of %s per million tokens reads %s', (price, text) => {
  expect(formatPrice(price)).toBe(text);
});

test.each([
  [null, 'unpriced'],
  ['0.00', 'free'],
  ['0.0012', '≈ $0.0012'],
])('an estimate of %s reads %s', (amount, text) => {
  expect(formatEstimate(amount)).toBe(text);
});

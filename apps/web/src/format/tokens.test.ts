import { expect, test } from 'vitest';
import { formatCompact, formatCount, formatShare, formatSpeed } from './tokens.ts';

test.each([
  [null, '–'],
  [0, '0'],
  [1_234_567.4, '1,234,567'],
])('a count of %s reads %s', (count, text) => {
  expect(formatCount(count)).toBe(text);
});

test.each([
  [null, '–'],
  [512, '512'],
  [8_192, '8.19K'],
  [32_000, '32K'],
  [128_000, '128K'],
  [999_900, '1M'],
  [1_047_576, '1.05M'],
  [2_500_000_000, '2.5B'],
])('the short form of %s is %s', (count, text) => {
  expect(formatCompact(count)).toBe(text);
});

test.each([
  [null, '–'],
  [4.26, '4.3 tok/s'],
  [82.4, '82 tok/s'],
])('a speed of %s reads %s', (speed, text) => {
  expect(formatSpeed(speed)).toBe(text);
});

test.each([
  [null, '–'],
  [1, '100%'],
  [0.99999, '>99.9%'],
  [0.9923, '99.2%'],
  [0, '0%'],
])('a share of %s reads %s', (share, text) => {
  expect(formatShare(share)).toBe(text);
});

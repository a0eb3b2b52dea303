import { describe, expect, test } from 'vitest';
import { moneyText, parseDecimal, toDecimal } from './decimal.ts';

describe('a decimal', () => {
  test.each([
    ['0.000125', '0.000125'],
    ['1.20', '1.2'],
    ['.5', '0.5'],
    ['5.', '5'],
    ['007', '7'],
    ['-0', '0'],
    ['-0.50', '-0.5'],
    ['+3', '3'],
    ['2.5e-7', '0.00000025'],
    ['1E3', '1000'],
    ['1.5e1', '15'],
    ['12345678901234567890.123456789012345678', '12345678901234567890.123456789012345678'],
    [2.5e-7, '0.00000025'],
    [1e21, '1000000000000000000000'],
    [0.1, '0.1'],
  ])('%j is %j, exactly', (written, exact) => {
    expect(parseDecimal(written)).toBe(exact);
  });

  test.each(['', '.', 'abc', '1,5', '1e', '0x10', '--1', Number.NaN, Number.POSITIVE_INFINITY, null, true, {}])(
    '%j is refused',
    (written) => {
      expect(parseDecimal(written)).toBeNull();
    },
  );

  test('of an amount of money has the twelve places of the database, without floating-point noise', () => {
    expect(moneyText(0.1 + 0.2)).toBe('0.3');
    expect(moneyText(0.000_000_000_001)).toBe('0.000000000001');
    expect(moneyText(0)).toBe('0');
  });

  test.each([0, -0, 0.1 + 0.2, 1e-12, 4e-13, 0.00001815, 1234.5, 1e21, Number.NaN, Number.POSITIVE_INFINITY])(
    'of the amount %d is the same for the database',
    (usd) => {
      expect(toDecimal(usd).toFixed()).toBe(moneyText(usd));
    },
  );
});

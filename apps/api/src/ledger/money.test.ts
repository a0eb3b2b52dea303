import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { coverMoney, parseMoney, toMoney, writeMoney } from './money.ts';

describe('money', () => {
  it.each([
    [0, '0'],
    [1, '1'],
    [0.1, '0.1'],
    [0.000_000_000_001, '0.000000000001'],
    [123_456.789, '123456.789'],
    [-2.5, '-2.5'],
  ])('%d is written %s', (usd, text) => {
    expect(writeMoney(toMoney(usd))).toBe(text);
    expect(parseMoney(text)).toBe(toMoney(usd));
  });

  it('adds up exactly where floating point does not', () => {
    expect(writeMoney(toMoney(0.1) + toMoney(0.2))).toBe('0.3');
  });

  it('is read as it was written', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(10n ** 22n), max: 10n ** 22n }),
        (money) => parseMoney(writeMoney(money)) === money,
      ),
    );
  });

  it('covers a price that lies between two units', () => {
    expect(coverMoney(0.000_000_000_001_4)).toBe(2n);
    expect(coverMoney(0)).toBe(0n);
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, 1e13])('refuses %d', (usd) => {
    expect(() => toMoney(usd)).toThrow(RangeError);
  });

  it.each(['', '1e5', 'NaN', '1.2.3'])("refuses '%s'", (text) => {
    expect(() => parseMoney(text)).toThrow(RangeError);
  });
});

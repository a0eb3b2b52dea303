// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { findMoneyProblem, readTypedMoney, toTypedMoney } from './typed-money.ts';

afterEach(() => vi.restoreAllMocks());

const inLocale = (locale: string) => vi.spyOn(navigator, 'language', 'get').mockReturnValue(locale);

describe('an amount that a German user types', () => {
  beforeEach(() => inLocale('de-DE'));

  test.each([
    ['12,5', '12.5'],
    ['12.5', '12.5'],
    [' 1000 ', '1000'],
    ['0.125', '0.125'],
    ['1,125', '1.125'],
    ['1.000', null],
    ['1.000,50', null],
    ['ten', null],
    ['-1', null],
  ])('%j is %j', (typed, amount) => expect(readTypedMoney(typed)).toBe(amount));

  test('is shown and requested with a comma', () => {
    expect(toTypedMoney('12.5')).toBe('12,5');
    expect(findMoneyProblem('1.000')).toBe('An amount in US dollars, as 1000 or 12,5.');
    expect(findMoneyProblem('12,5')).toBeNull();
  });
});

test('an American user types a point', () => {
  inLocale('en-US');
  expect(readTypedMoney('12.5')).toBe('12.5');
  expect(readTypedMoney('0.000000001')).toBe('0.000000001');
  expect(readTypedMoney('1.0000000001')).toBeNull();
  expect(readTypedMoney('1,000')).toBeNull();
  expect(findMoneyProblem('')).toBe('An amount in US dollars, as 1000 or 12.5.');
});

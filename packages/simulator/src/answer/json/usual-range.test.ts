import { describe, expect, it } from 'vitest';
import { usualRange } from './usual-range.ts';

describe('the usual range of a number', () => {
  it.each([
    ['age', 18, 80],
    ['userAge', 18, 80],
    ['birth_year', 1950, 2005],
    ['year', 1990, 2026],
    ['Item Count', 1, 20],
    ['numberOfGuests', 1, 20],
    ['price_usd', 5, 500],
  ])('of %s is from %d to %d', (property, lowest, highest) => {
    expect(usualRange(property, true)).toEqual({ lowest, highest });
  });

  it('is below one for a confidence, unless it is whole', () => {
    expect(usualRange('confidence', false)).toEqual({ lowest: 0.5, highest: 0.99 });
    expect(usualRange('confidence', true)).toBeNull();
  });

  it.each(['', 'message', 'usage', 'monthly'])('is not known for %j', (property) => {
    expect(usualRange(property, true)).toBeNull();
  });
});

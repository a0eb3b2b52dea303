import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Histogram } from './histogram.ts';

function of(values: readonly number[]): Histogram {
  const histogram = new Histogram();
  for (const value of values) histogram.add(value);
  return histogram;
}

describe('Histogram', () => {
  it('has no percentile without values', () => {
    expect(new Histogram().percentile(0.5)).toBeNull();
  });

  it('gives percentiles that are at most 6 % off', () => {
    const values = fc.array(fc.integer({ min: 1, max: 2_000_000 }), { minLength: 1, maxLength: 50 });
    fc.assert(
      fc.property(values, fc.constantFrom(0.5, 0.95, 1), (all, share) => {
        const exact = all.toSorted((one, other) => one - other)[Math.max(1, Math.ceil(share * all.length)) - 1] ?? 0;
        const told = of(all).percentile(share) ?? 0;
        expect(Math.abs(told / exact - 1)).toBeLessThanOrEqual(0.06);
      }),
    );
  });

  it('gives the same sums as all values together', () => {
    const sum = of([1, 10, 100]);
    sum.addAll(of([1_000, 10_000]));
    expect(sum.percentile(0.5)).toBe(of([1, 10, 100, 1_000, 10_000]).percentile(0.5));
    expect(sum.count).toBe(5);
    sum.clear();
    expect(sum.percentile(0.5)).toBeNull();
  });

  it('counts values outside its range at its ends', () => {
    expect(of([0, -3]).percentile(1)).toBe(1);
    expect(of([1e12]).percentile(1)).toBeGreaterThan(2_000_000);
  });
});

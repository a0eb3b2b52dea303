import { describe, expect, it } from 'vitest';
import { addHistograms, countOf, type Histogram, noHistogram, percentilesOf, readHistograms } from './histogram.ts';

/** The buckets of the database: `histogram_bucket`. */
function histogramOf(values: readonly number[]): Histogram {
  const histogram = new Array<number>(80).fill(0);
  for (const value of values) {
    const bucket = Math.min(79, Math.floor(4 * Math.log2(Math.max(value, 1))));
    histogram[bucket] = (histogram[bucket] ?? 0) + 1;
  }
  return histogram;
}

describe('a histogram', () => {
  it("is added up in the database's format", () => {
    const sum = ['{0,3,12}', '{}{1,0,8}', '[3:6]={5,NULL,0,10}{0,0}[80:80]={7}', '']
      .map(readHistograms)
      .reduce(addHistograms, noHistogram);
    expect([...sum.entries()].filter(([, count]) => count > 0)).toEqual([
      [0, 1],
      [1, 3],
      [2, 25],
      [5, 10],
      [79, 7],
    ]);
  });

  it('without values has no percentile', () => {
    expect(percentilesOf(noHistogram, [0.5, 0.95])).toEqual([null, null]);
  });

  it.each([
    ['even', Array.from({ length: 10_000 }, (_, index) => 1 + index)],
    ['long-tailed', Array.from({ length: 10_000 }, (_, index) => Math.round(50 * Math.exp(index / 1_500)))],
  ])('of %s values gives percentiles within 10 percent', (_name, values) => {
    const histogram = histogramOf(values);
    expect(countOf(histogram)).toBe(values.length);
    const shares = [0.5, 0.9, 0.95, 0.99];
    const percentiles = percentilesOf(histogram, shares);
    for (const [index, share] of shares.entries()) {
      const exact = values[Math.floor(share * values.length)] ?? 0;
      expect(Math.abs((percentiles[index] ?? 0) / exact - 1)).toBeLessThan(0.1);
    }
  });

  it('never leaves the bucket of a value', () => {
    for (const value of [1, 7, 812, 60_000]) {
      const percentile = percentilesOf(histogramOf([value]), [0.95])[0] ?? 0;
      expect(Math.abs(percentile / value - 1)).toBeLessThan(0.2);
    }
  });
});

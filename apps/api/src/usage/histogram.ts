/** Buckets per doubling; the first begins at 1 ms. The same as `histogram_bucket` in the database. */
const bucketsPerDoubling = 4;
const bucketCount = 80;

/**
 * The count of values per bucket. A report has thousands of histograms, and a plain array is created faster than a
 * typed one.
 */
export type Histogram = readonly number[];

/** The histogram of no values. */
export const noHistogram: Histogram = [];

/** The number of values in a histogram. */
export function countOf(histogram: Histogram): number {
  let sum = 0;
  for (const count of histogram) sum += count;
  return sum;
}

/**
 * The percentiles of a histogram for ascending shares, milliseconds; null for an empty one. Within a bucket, values are
 * assumed to be even on a logarithmic scale. The error is below the bucket's width of 19 %, and usually a few percent.
 */
export function percentilesOf(histogram: Histogram, shares: readonly number[]): (number | null)[] {
  const total = countOf(histogram);
  if (total === 0) return shares.map(() => null);
  const percentiles: number[] = [];
  let below = 0;
  for (let index = 0; index < histogram.length; index++) {
    const count = histogram[index] ?? 0;
    if (count === 0) continue;
    for (;;) {
      const rank = (shares[percentiles.length] ?? Number.POSITIVE_INFINITY) * total;
      if (below + count < rank) break;
      percentiles.push(2 ** ((index + (rank - below) / count) / bucketsPerDoubling));
    }
    below += count;
  }
  return percentiles;
}

/** The sum of two histograms. */
export function addHistograms(left: Histogram, right: Histogram): Histogram {
  if (left.length === 0) return right;
  if (right.length === 0) return left;
  const sum = new Array<number>(bucketCount);
  for (let index = 0; index < bucketCount; index++) sum[index] = (left[index] ?? 0) + (right[index] ?? 0);
  return sum;
}

/**
 * Parses concatenated histograms as PostgreSQL writes them. `[38:41]={2,NULL,1,3}` begins at the 38th bucket, `{2,1}`
 * at the first. Parsed by hand, because a report may add thousands.
 */
export function readHistograms(text: string): Histogram {
  if (text === '') return noHistogram;
  const sum = new Array<number>(bucketCount).fill(0);
  let index = 0;
  let number = 0;
  for (let position = 0; position < text.length; position++) {
    const code = text.charCodeAt(position);
    if (code >= digitZero && code <= digitNine) number = number * 10 + code - digitZero;
    else if (code === colon) {
      index = number - 1;
      number = 0;
    } else if (code === equalsSign) number = 0;
    else if (code === comma || code === closingBrace) {
      if (number > 0) sum[index] = (sum[index] ?? 0) + number;
      index = code === comma ? index + 1 : 0;
      number = 0;
    }
  }
  return sum;
}

const digitZero = 48;
const digitNine = 57;
const colon = 58;
const equalsSign = 61;
const comma = 44;
const closingBrace = 125;

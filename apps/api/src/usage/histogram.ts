/** Buckets for each doubling; the first begins at 1 ms. As `histogram_bucket` in the database. */
const bucketsPerDoubling = 4;
const bucketCount = 80;

/** How many values lie in each bucket. A report has thousands: a plain array is sooner made than a typed one. */
export type Histogram = readonly number[];

/** That of no values. */
export const noHistogram: Histogram = [];

/** How many values a histogram holds. */
export function countOf(histogram: Histogram): number {
  let sum = 0;
  for (const count of histogram) sum += count;
  return sum;
}

/**
 * The values below which shares of all lie, smaller shares first, milliseconds; null of an empty histogram. Within a bucket
 * the values are taken to lie evenly on a logarithmic scale: the error is below the bucket's width, 19 %, and a few percent
 * as a rule.
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

/** The values of both. */
export function addHistograms(left: Histogram, right: Histogram): Histogram {
  if (left.length === 0) return right;
  if (right.length === 0) return left;
  const sum = new Array<number>(bucketCount);
  for (let index = 0; index < bucketCount; index++) sum[index] = (left[index] ?? 0) + (right[index] ?? 0);
  return sum;
}

/**
 * The values of histograms as PostgreSQL writes them, one behind the other: `[38:41]={2,NULL,1,3}` for one that begins at its
 * 38th bucket, `{2,1}` for one that begins at the first. Read by hand, since a report may add thousands.
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

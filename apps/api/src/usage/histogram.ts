/** Buckets for each doubling; the first begins at 1 ms. As `histogram_bucket` in the database. */
const bucketsPerDoubling = 4;
const bucketCount = 80;

/** How many values lie in each bucket. A report has thousands: a plain array is sooner made than a typed one. */
export type Histogram = number[];

export function emptyHistogram(): Histogram {
  return new Array<number>(bucketCount).fill(0);
}

/** How many values a histogram holds. */
export function countOf(histogram: Histogram): number {
  let sum = 0;
  for (const count of histogram) sum += count;
  return sum;
}

/**
 * The value below which a share of all lies, milliseconds; null of an empty histogram. Within a bucket the values are
 * taken to lie evenly on a logarithmic scale: the error is below the bucket's width, 19 %, and a few percent as a rule.
 */
export function percentileOf(histogram: Histogram, share: number): number | null {
  const total = countOf(histogram);
  if (total === 0) return null;
  const rank = share * total;
  let below = 0;
  for (let index = 0; index < bucketCount; index++) {
    const count = histogram[index] ?? 0;
    if (count > 0 && below + count >= rank) return 2 ** ((index + (rank - below) / count) / bucketsPerDoubling);
    below += count;
  }
  return 2 ** (bucketCount / bucketsPerDoubling);
}

export function addHistogram(sum: Histogram, other: Histogram): void {
  for (let index = 0; index < bucketCount; index++) sum[index] = (sum[index] ?? 0) + (other[index] ?? 0);
}

/**
 * Adds histograms as PostgreSQL writes them, one behind the other, to another: `[38:41]={2,NULL,1,3}` for one that begins at
 * its 38th bucket, `{2,1}` for one that begins at the first. Read by hand, since a report may add thousands.
 */
export function addHistogramText(sum: Histogram, text: string): void {
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
}

const digitZero = 48;
const digitNine = 57;
const colon = 58;
const equalsSign = 61;
const comma = 44;
const closingBrace = 125;

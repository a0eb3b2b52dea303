/** Buckets for each doubling; the first begins at 1 ms. As `histogram_bucket` in the database. */
const bucketsPerDoubling = 4;
const bucketCount = 80;

/** How many values lie in each bucket. */
export type Histogram = Float64Array;

export function emptyHistogram(): Histogram {
  return new Float64Array(bucketCount);
}

/** How many values a histogram holds. */
export function countOf(histogram: Histogram): number {
  return histogram.reduce((sum, count) => sum + count, 0);
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
  for (const [index, count] of histogram.entries()) {
    if (count > 0 && below + count >= rank) {
      const part = (rank - below) / count;
      return 2 ** ((index + part) / bucketsPerDoubling);
    }
    below += count;
  }
  return 2 ** (histogram.length / bucketsPerDoubling);
}

export function addHistogram(sum: Histogram, other: Histogram): void {
  for (const [index, count] of other.entries()) sum[index] = (sum[index] ?? 0) + count;
}

/**
 * Adds a histogram as PostgreSQL writes it to another: `[38:41]={2,NULL,1,3}` for one that begins at its 38th bucket,
 * `{2,1}` for one that begins at the first. Read by hand, since a report may add thousands.
 */
export function addHistogramText(sum: Histogram, text: string): void {
  let position = text.indexOf('{') + 1;
  let index = position === 1 ? 0 : Number.parseInt(text.slice(1), 10) - 1;
  if (position === text.length - 1) return;
  for (let count = 0; position < text.length; position++) {
    const code = text.charCodeAt(position);
    if (code >= digitZero && code <= digitNine) count = count * 10 + code - digitZero;
    else if (code === comma || code === closingBrace) {
      if (count > 0) sum[index] = (sum[index] ?? 0) + count;
      index++;
      count = 0;
    }
  }
}

const digitZero = 48;
const digitNine = 57;
const comma = 44;
const closingBrace = 125;

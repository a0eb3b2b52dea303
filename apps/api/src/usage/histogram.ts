/** Buckets for each doubling; the first begins at 1 ms. As `histogram_bucket` in the database. */
const bucketsPerDoubling = 4;

/** How many values a histogram holds; an empty one has no buckets at all. */
export function countOf(histogram: readonly number[]): number {
  return histogram.reduce((sum, count) => sum + count, 0);
}

/**
 * The value below which a share of all lies, milliseconds; null of an empty histogram. Within a bucket the values are
 * taken to lie evenly on a logarithmic scale: the error is below the bucket's width, 19 %, and a few percent as a rule.
 */
export function percentileOf(histogram: readonly number[], share: number): number | null {
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

/** Adds a histogram as PostgreSQL writes it (`{0,3,1}`) to another. Read by hand, since a report may add thousands. */
export function addHistogramText(sum: number[], text: string): void {
  let index = 0;
  let count = 0;
  for (let position = 1; position < text.length; position++) {
    const code = text.charCodeAt(position);
    if (code >= digitZero && code <= digitNine) {
      count = count * 10 + code - digitZero;
      continue;
    }
    if (position > 1) sum[index] = (sum[index] ?? 0) + count;
    index++;
    count = 0;
  }
}

const digitZero = 48;
const digitNine = 57;

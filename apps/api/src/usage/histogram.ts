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

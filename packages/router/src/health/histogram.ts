/** Bins per doubling of the value. The error of a percentile is at most 6 %. */
const binsPerDoubling = 6;

/** The upper end is 2,600,000: 43 minutes in milliseconds. A larger value counts as this. */
const binCount = 128;

/**
 * Counts values from 1 upwards in bins that grow with the value. Its memory is fixed, and two histograms can be added.
 */
export class Histogram {
  readonly #bins = new Uint32Array(binCount);
  #count = 0;

  get count(): number {
    return this.#count;
  }

  add(value: number): void {
    const bin = Math.min(binCount - 1, Math.max(0, Math.round(Math.log2(Math.max(1, value)) * binsPerDoubling)));
    this.#bins[bin] = (this.#bins[bin] ?? 0) + 1;
    this.#count += 1;
  }

  addAll(other: Histogram): void {
    for (let bin = 0; bin < binCount; bin += 1) {
      this.#bins[bin] = (this.#bins[bin] ?? 0) + (other.#bins[bin] ?? 0);
    }
    this.#count += other.#count;
  }

  clear(): void {
    this.#bins.fill(0);
    this.#count = 0;
  }

  /** The value that `share` (0–1) of all values do not exceed. Null for none. */
  percentile(share: number): number | null {
    if (this.#count === 0) return null;
    const wanted = Math.max(1, Math.ceil(share * this.#count));
    let seen = 0;
    for (let bin = 0; bin < binCount; bin += 1) {
      seen += this.#bins[bin] ?? 0;
      if (seen >= wanted) return 2 ** (bin / binsPerDoubling);
    }
    return 2 ** ((binCount - 1) / binsPerDoubling);
  }
}

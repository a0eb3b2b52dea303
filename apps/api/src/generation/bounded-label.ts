/** The label of all values beyond the maximum. */
const otherLabel = 'other';

/**
 * Values that callers and operators choose, as labels or tags. The first `most` values keep their own; every further
 * value becomes `other`. This limits the number of series.
 */
export class BoundedLabel {
  readonly #known = new Set<string>();
  readonly #most: number;

  constructor(most: number) {
    this.#most = most;
  }

  of(value: string): string {
    if (this.#known.has(value)) return value;
    if (this.#known.size >= this.#most) return otherLabel;
    this.#known.add(value);
    return value;
  }
}

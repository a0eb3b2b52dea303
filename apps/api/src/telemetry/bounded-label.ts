/** The value that all labels beyond the bound share. */
const otherLabel = 'other';

/** Values of one label: the first `most` keep their own, every further one becomes `other`. So series stay bounded. */
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

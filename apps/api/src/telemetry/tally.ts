import { Counter, type Registry } from 'prom-client';

/** Separates the values of labels. No value contains it. */
const separator = '\u0000';

/**
 * A counter with labels that adds up in a plain map. It updates Prometheus' client only at a scrape. That client checks
 * and joins its labels at each count, which costs more than the rest of a count.
 */
export class Tally {
  readonly #counts = new Map<string, number>();

  constructor(registry: Registry, options: { name: string; help: string; labelNames: readonly string[] }) {
    const { name, help, labelNames } = options;
    const counts = this.#counts;
    new Counter({
      name,
      help,
      labelNames: [...labelNames],
      registers: [registry],
      collect() {
        this.reset();
        for (const [key, count] of counts) {
          const values = key.split(separator);
          this.inc(Object.fromEntries(labelNames.map((label, index) => [label, values[index] ?? ''])), count);
        }
      },
    });
  }

  /** `key`: the values of the labels, joined by `labelKey` in their order. */
  add(key: string, count = 1): void {
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + count);
  }
}

/** The values of labels as one key. */
export function labelKey(first: string, second: string, third?: string): string {
  const two = first + separator + second;
  return third === undefined ? two : two + separator + third;
}

import { Counter, type Registry } from 'prom-client';

/** What stands between the values of labels; no value has it. */
const separator = '\u0000';

/**
 * A counter with labels that adds up in a plain map, and tells Prometheus' client only when it is asked for. The client
 * checks and joins its labels at each count, which is more work than the rest of a count.
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

  /** `values`: of the labels, in their order, as `labelKey` joins them. */
  add(key: string, count = 1): void {
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + count);
  }
}

/** The values of labels as one key. */
export function labelKey(first: string, second: string, third?: string): string {
  const two = first + separator + second;
  return third === undefined ? two : two + separator + third;
}

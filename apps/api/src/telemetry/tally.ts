import { Counter, type Registry } from 'prom-client';

/** One count of a tally. */
export type Series = { count: number };

/** Separates the values of labels in a key. No value contains it. */
const separator = '\u0000';

/**
 * A counter with labels that adds up in plain objects. It updates Prometheus' client only at a scrape. That client checks
 * and joins its labels at each count, which costs more than the rest of a count.
 */
export class Tally<Label extends string> {
  readonly #labelNames: readonly Label[];
  readonly #series = new Map<string, Series & { labels: Readonly<Record<Label, string>> }>();

  constructor(registry: Registry, options: { name: string; help: string; labelNames: readonly Label[] }) {
    const { name, help, labelNames } = options;
    this.#labelNames = labelNames;
    const series = this.#series;
    new Counter({
      name,
      help,
      labelNames: [...labelNames],
      registers: [registry],
      collect() {
        this.reset();
        for (const { labels, count } of series.values()) this.inc(labels, count);
      },
    });
  }

  /** Adds to the series of these labels. */
  add(labels: Readonly<Record<Label, string>>, count = 1): void {
    this.series(labels).count += count;
  }

  /** The series of these labels. A caller that keeps it adds to its `count` without a lookup. */
  series(labels: Readonly<Record<Label, string>>): Series {
    let key = '';
    for (const name of this.#labelNames) key += labels[name] + separator;
    const known = this.#series.get(key);
    if (known !== undefined) return known;
    const added = { labels, count: 0 };
    this.#series.set(key, added);
    return added;
  }
}

import { Histogram, type Registry } from 'prom-client';

/** The number of durations that are counted together. */
export const durationsPerCount = 100;

export type DurationsOptions = {
  name: string;
  help: string;
  labelNames?: readonly string[];
  /** Upper bounds, seconds. */
  buckets: readonly number[];
};

type Duration = { labels: Readonly<Record<string, string>>; seconds: number };

/**
 * A histogram of durations. It gives them to Prometheus' client many at a time, and at each scrape. Between other work
 * each would take several times as long.
 */
export class Durations {
  readonly #histogram: Histogram;
  #waiting: Duration[] = [];

  constructor(registry: Registry, { name, help, labelNames = [], buckets }: DurationsOptions) {
    this.#histogram = new Histogram({
      name,
      help,
      labelNames: [...labelNames],
      buckets: [...buckets],
      registers: [registry],
      collect: () => this.#count(),
    });
  }

  /** `labels`: a value for each name. */
  add(durationMs: number, labels: Duration['labels'] = {}): void {
    this.#waiting.push({ labels, seconds: durationMs / 1_000 });
    if (this.#waiting.length === durationsPerCount) this.#count();
  }

  #count(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const { labels, seconds } of waiting) this.#histogram.observe(labels, seconds);
  }
}

import type { Spread } from './children/reporting.ts';

/** One line of the table that a benchmark prints. */
export type Figure = { name: string; value: string; aim?: string; besides?: string };

/** Prints figures under a heading, in columns. */
export function printFigures(heading: string, figures: readonly Figure[]): void {
  const width = Math.max(...figures.map(({ name }) => name.length));
  const valueWidth = Math.max(...figures.map(({ value }) => value.length));
  console.log(`\n${heading}`);
  for (const { name, value, aim, besides } of figures) {
    const notes = [aim === undefined ? null : `aim ${aim}`, besides ?? null].filter((note) => note !== null);
    console.log(`  ${name.padEnd(width)}  ${value.padStart(valueWidth)}  ${notes.join('; ')}`.trimEnd());
  }
}

/** The median. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[sorted.length >> 1] ?? Number.NaN;
}

/** The distribution of values in any order. */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((left, right) => left - right);
  const at = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
  return { p50: at(0.5), p99: at(0.99), max: at(1), count: sorted.length };
}

/** `2.0 / 31.4 / 40.2 ms`: the median, the 99th percentile, the maximum. */
export function writeSpread({ p50, p99, max }: Spread): string {
  return `${[p50, p99, max].map((value) => value.toFixed(1)).join(' / ')} ms`;
}

/** Microseconds, rounded. */
export function micros(value: number): string {
  return `${value < 10 ? value.toFixed(2) : value.toFixed(1)} µs`;
}

/** Milliseconds, rounded. */
export function millis(value: number): string {
  return `${value.toFixed(2)} ms`;
}

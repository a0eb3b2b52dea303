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

/** The middle value. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[sorted.length >> 1] ?? Number.NaN;
}

/** Microseconds, to a person's precision. */
export function micros(value: number): string {
  return `${value < 10 ? value.toFixed(2) : value.toFixed(1)} µs`;
}

/** Milliseconds, to a person's precision. */
export function millis(value: number): string {
  return `${value.toFixed(2)} ms`;
}

/** A figure with its origin. */
export type Figure = { value: number | null; origin: 'measured' | 'expected' };

/** The measured figure where there is one; what the catalog expects only where nothing is measured. */
export function measuredFirst(measured: number | null | undefined, expected: number): Figure {
  return measured === null || measured === undefined
    ? { value: expected, origin: 'expected' }
    : { value: measured, origin: 'measured' };
}

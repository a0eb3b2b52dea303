/** A figure with its origin, such as `measured, last 5 min`. */
export type Figure = { value: number; isMeasured: boolean; origin: string };

type Measurement = { value: number | null | undefined; over: string };

/** The first measured figure, or the catalog's expected figure when none is measured. */
export function measuredFirst(measurements: readonly Measurement[], expected: number): Figure {
  for (const { value, over } of measurements) {
    if (value !== null && value !== undefined) return { value, isMeasured: true, origin: `measured, ${over}` };
  }
  return { value: expected, isMeasured: false, origin: 'expected' };
}

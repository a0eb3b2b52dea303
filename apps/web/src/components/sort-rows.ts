/** The sort key of a row. Null (unknown) comes last in both directions. */
export type SortValue = string | number | null;

/** A sorted copy of the rows. Equal rows keep their order. */
export function sortRows<Row>(rows: readonly Row[], value: (row: Row) => SortValue, isDescending: boolean): Row[] {
  const direction = isDescending ? -1 : 1;
  return rows.toSorted((left, right) => {
    const [a, b] = [value(left), value(right)];
    if (a === null || b === null) return Number(a === null) - Number(b === null);
    if (typeof a === 'number' && typeof b === 'number') return (a - b) * direction;
    return String(a).localeCompare(String(b), 'en', { numeric: true, sensitivity: 'base' }) * direction;
  });
}

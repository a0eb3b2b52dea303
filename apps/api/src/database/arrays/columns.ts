import {
  encodeBooleans,
  encodeIds,
  encodeIntegers,
  encodeJson,
  encodeNumbers,
  encodeTexts,
  encodeTimes,
} from './encode-array.ts';

/** One column of a table that is written in bulk: name, parameter type, and encoder of many rows. */
export type Column<Row> = {
  name: string;
  parameterType: string;
  encode(rows: readonly Row[]): Buffer;
  /** Returns SQL that converts the parameter's value to the column's. Default: no conversion. */
  toValue?: (parameter: string) => string;
};

export function idColumn<Row>(name: string, read: (row: Row) => string | null): Column<Row> {
  return { name, parameterType: 'uuid[]', encode: (rows) => encodeIds(rows.map(read)) };
}

export function textColumn<Row>(name: string, read: (row: Row) => string | null): Column<Row> {
  return { name, parameterType: 'text[]', encode: (rows) => encodeTexts(rows.map(read)) };
}

/** Separates the texts of a list that is written as one text. The texts must not contain it. */
const separator = '\x1f';

/**
 * A list of texts without control characters. An empty list becomes SQL's null. `unnest` does not accept lists of
 * lists.
 */
export function textListColumn<Row>(name: string, read: (row: Row) => readonly string[]): Column<Row> {
  const toText = (row: Row): string | null => read(row).join(separator) || null;
  return { ...textColumn(name, toText), toValue: (parameter) => `string_to_array(${parameter}, chr(31))` };
}

/** `read` returns the unencoded value. Undefined and null become SQL's null. */
export function jsonColumn<Row>(name: string, read: (row: Row) => unknown): Column<Row> {
  const toText = (row: Row): string | null => {
    const value = read(row);
    return value === null || value === undefined ? null : (JSON.stringify(value) ?? null);
  };
  return { name, parameterType: 'json[]', encode: (rows) => encodeJson(rows.map(toText)) };
}

/** Whole numbers. */
export function integerColumn<Row>(name: string, read: (row: Row) => number | null): Column<Row> {
  return { name, parameterType: 'int4[]', encode: (rows) => encodeIntegers(rows.map(read)) };
}

/** The range of a column `numeric(20, 12)`. */
const mostMoney = 99_999_999;

/**
 * Also for columns of type numeric, which keep a number's 15 significant digits. A value out of range becomes the
 * nearest limit. A value that is not a number becomes null.
 */
export function numberColumn<Row>(name: string, read: (row: Row) => number | null): Column<Row> {
  const bounded = (row: Row): number | null => {
    const value = read(row);
    if (value === null || Number.isNaN(value)) return null;
    return Math.min(Math.max(value, -mostMoney), mostMoney);
  };
  return { name, parameterType: 'float8[]', encode: (rows) => encodeNumbers(rows.map(bounded)) };
}

export function booleanColumn<Row>(name: string, read: (row: Row) => boolean): Column<Row> {
  return { name, parameterType: 'bool[]', encode: (rows) => encodeBooleans(rows.map(read)) };
}

/** `read` returns epoch milliseconds. */
export function timeColumn<Row>(name: string, read: (row: Row) => number): Column<Row> {
  return { name, parameterType: 'timestamptz[]', encode: (rows) => encodeTimes(rows.map(read)) };
}

/**
 * `INSERT INTO table … SELECT … FROM unnest(…)` over the columns, with parameters numbered from `first`. Existing rows
 * stay as they are, so a repetition changes nothing.
 */
export function insertFromArrays<Row>(table: string, columns: readonly Column<Row>[], first: number): string {
  const names = namesOf(columns);
  return `INSERT INTO "${table}" (${names}) SELECT ${valuesOf(columns)} FROM ${rowsOf(columns, first)} AS each (${names})
  ON CONFLICT DO NOTHING`;
}

/**
 * The same for rows that belong to rows of another table. Only rows whose id is in the relation `owners` are inserted.
 * The same statement inserts the owners, so conflicts cannot occur and are not checked.
 */
export function insertOwnedFromArrays<Row>(
  table: string,
  columns: readonly Column<Row>[],
  first: number,
  { column, owners }: { column: string; owners: string },
): string {
  const names = namesOf(columns);
  return `INSERT INTO "${table}" (${names}) SELECT ${valuesOf(columns)} FROM ${rowsOf(columns, first)} AS each (${names})
  WHERE each."${column}" IN (SELECT id FROM ${owners})`;
}

/**
 * The same for rows that are leases. Two parameters after the columns set `expires_at`, as milliseconds from now, and
 * `owner_id`. `condition`: SQL that must be true, or no row is inserted.
 */
export function insertLeasedFromArrays<Row>(
  table: string,
  columns: readonly Column<Row>[],
  first: number,
  condition = 'true',
): string {
  const names = namesOf(columns);
  const lease = first + columns.length;
  return `INSERT INTO "${table}" (${names}, expires_at, owner_id)
  SELECT ${valuesOf(columns)}, now() + $${lease}::float8 * interval '1 millisecond', $${lease + 1}::uuid FROM ${rowsOf(columns, first)} AS each (${names})
  WHERE ${condition} ON CONFLICT DO NOTHING`;
}

function namesOf<Row>(columns: readonly Column<Row>[]): string {
  return columns.map(({ name }) => `"${name}"`).join(', ');
}

function valuesOf<Row>(columns: readonly Column<Row>[]): string {
  return columns.map(({ name, toValue = (parameter) => parameter }) => toValue(`each."${name}"`)).join(', ');
}

function rowsOf<Row>(columns: readonly Column<Row>[], first: number): string {
  return `unnest(${columns.map(({ parameterType }, index) => `$${first + index}::${parameterType}`).join(', ')})`;
}

import { SchemaError } from './schema-error.ts';
import { placeOf, type Schema, type Subschema } from './walk-schema.ts';

/**
 * The most steps of a schema for one value, including its references. Infinity if a schema contains itself. Throws a
 * `SchemaError` for a schema that would apply to the same value without end.
 */
export function measureWork(root: Schema, subschemas: ReadonlyMap<Schema, Subschema>): number {
  const endless = sum(root, subschemas, ({ sameValue }) => sameValue).ring;
  if (endless !== null) {
    const found = subschemas.get(endless);
    const place = found === undefined ? '' : placeOf(found);
    throw new SchemaError(place, 'refers to itself without end');
  }
  const { total, ring } = sum(root, subschemas, ({ sameValue, below }) => [...sameValue, ...below]);
  return ring === null ? total : Infinity;
}

type Summed = { total: number /** A schema that contains itself. */; ring: Schema | null };

/** Adds up each schema and its children once for each path to it. Not recursive, because chains may be long. */
function sum(
  root: Schema,
  subschemas: ReadonlyMap<Schema, Subschema>,
  childrenOf: (subschema: Subschema) => readonly Schema[],
): Summed {
  const totals = new Map<Schema, number>();
  const open = new Set<Schema>();
  for (const start of [root, ...subschemas.keys()]) {
    const left: Schema[] = [start];
    for (let schema = left.at(-1); schema !== undefined; schema = left.at(-1)) {
      const subschema = subschemas.get(schema);
      const children = subschema === undefined ? [] : childrenOf(subschema);
      if (totals.has(schema)) left.pop();
      else if (open.has(schema)) {
        totals.set(
          schema,
          children.reduce((total, child) => total + (totals.get(child) ?? 0), ownSteps(schema)),
        );
        open.delete(schema);
        left.pop();
      } else {
        open.add(schema);
        if (children.some((child) => open.has(child))) return { total: Infinity, ring: schema };
        left.push(...children.filter((child) => !totals.has(child)));
      }
    }
  }
  return { total: totals.get(root) ?? 1, ring: null };
}

/** The steps of one schema without its nested schemas. */
export function ownSteps({ enum: values, required }: Schema): number {
  return 1 + lengthOf(values) + lengthOf(required);
}

function lengthOf(value: unknown): number {
  return Array.isArray(value) ? value.length : 0;
}

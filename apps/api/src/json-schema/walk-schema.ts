import { SchemaError } from './schema-error.ts';

export type Schema = Readonly<Record<string, unknown>>;

/** A schema within a schema, or all of it. */
export type Subschema = {
  schema: Schema;
  /** As a JSON pointer. */
  place: string;
  /** Schemas that look at the same value as this one, as those of `allOf`. References are not among them. */
  sameValue: Schema[];
  /** Schemas that look at what the value holds, as those of `properties`. */
  below: Schema[];
};

/** What one schema may hold. */
export const schemaBounds = {
  /** As JSON, about. */
  characters: 128 * 1024,
  subschemas: 5_000,
} as const;

/** What a keyword holds: a schema, several in a list or by name, or no schema at all. */
const schemaKeywords: Readonly<Record<string, 'same' | 'below' | 'names' | 'data'>> = {
  allOf: 'same',
  anyOf: 'same',
  oneOf: 'same',
  not: 'same',
  if: 'same',
  // biome-ignore lint/suspicious/noThenProperty: It is a keyword of JSON Schema, in a table that nothing awaits.
  then: 'same',
  else: 'same',
  properties: 'names',
  patternProperties: 'names',
  dependentSchemas: 'names',
  dependencies: 'names',
  $defs: 'names',
  definitions: 'names',
  enum: 'data',
  const: 'data',
  default: 'data',
  examples: 'data',
};

const namedOnSameValue: ReadonlySet<string> = new Set(['dependentSchemas', 'dependencies']);
const namedForReference: ReadonlySet<string> = new Set(['$defs', 'definitions']);

/**
 * Every schema of a schema, the whole first. What stands under an unknown keyword counts too, since a reference may lead
 * there. Throws a `SchemaError` for one that passes its bounds.
 */
export function walkSchema(root: Schema): Map<Schema, Subschema> {
  const found = new Map<Schema, Subschema>();
  const left: Subschema[] = [begin(root, '')];
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    if (found.has(next.schema)) continue;
    found.set(next.schema, next);
    if (found.size > schemaBounds.subschemas) {
      const most = schemaBounds.subschemas.toLocaleString('en');
      throw new SchemaError('', `holds more than ${most} schemas, counting each property: at most that many are taken`);
    }
    for (const [keyword, value] of Object.entries(next.schema)) {
      if (typeof value === 'object' && value !== null) left.push(...readKeyword(next, keyword, value));
    }
  }
  return found;
}

function begin(schema: Schema, place: string): Subschema {
  return { schema, place, sameValue: [], below: [] };
}

function readKeyword(parent: Subschema, keyword: string, value: object): Subschema[] {
  const kind = schemaKeywords[keyword] ?? 'below';
  if (kind === 'data') return [];
  const place = `${parent.place}/${escapeStep(keyword)}`;
  const isMap = kind === 'names' || Array.isArray(value);
  const members: readonly (readonly [string, unknown])[] = isMap
    ? Object.entries(value).map(([name, member]) => [`${place}/${escapeStep(name)}`, member] as const)
    : [[place, value]];
  const schemas = members.flatMap(([where, member]) => (isSchema(member) ? [begin(member, where)] : []));
  if (!namedForReference.has(keyword)) {
    const onSameValue = kind === 'same' || namedOnSameValue.has(keyword);
    (onSameValue ? parent.sameValue : parent.below).push(...schemas.map(({ schema }) => schema));
  }
  return schemas;
}

export function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function escapeStep(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}

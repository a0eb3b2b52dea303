import { SchemaError } from './schema-error.ts';

export type Schema = Readonly<Record<string, unknown>>;

/** A nested schema, or the root. */
export type Subschema = {
  schema: Schema;
  /** Null for the root. */
  parent: Subschema | null;
  /** The path from the parent: a keyword, and its member. */
  steps: readonly string[];
  /** Schemas that apply to the same value, such as those of `allOf`. References are not included. */
  sameValue: Schema[];
  /** Schemas that apply to parts of the value, such as those of `properties`. */
  below: Schema[];
};

/** The limits of one schema. */
export const schemaBounds = {
  /** Length as JSON, approximate. */
  characters: 128 * 1024,
  subschemas: 5_000,
} as const;

/** The content of a keyword: a schema, several in a list or by name, or no schema. */
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
 * Returns every schema within a schema, the root first. Members of unknown keywords count too, because a reference may
 * point there. Throws a `SchemaError` for a schema that exceeds its limits.
 */
export function walkSchema(root: Schema): Map<Schema, Subschema> {
  const found = new Map<Schema, Subschema>();
  const left: Subschema[] = [begin(root, null, [])];
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    if (found.has(next.schema)) continue;
    found.set(next.schema, next);
    if (found.size > schemaBounds.subschemas) {
      const most = schemaBounds.subschemas.toLocaleString('en');
      throw new SchemaError('', `has more than ${most} schemas, counting each property: at most that many are allowed`);
    }
    for (const [keyword, value] of Object.entries(next.schema)) {
      if (typeof value !== 'object' || value === null) continue;
      for (const subschema of readKeyword(next, keyword, value)) left.push(subschema);
    }
  }
  return found;
}

function begin(schema: Schema, parent: Subschema | null, steps: readonly string[]): Subschema {
  return { schema, parent, steps, sameValue: [], below: [] };
}

function readKeyword(parent: Subschema, keyword: string, value: object): Subschema[] {
  const kind = schemaKeywords[keyword] ?? 'below';
  if (kind === 'data') return [];
  const schemas: Subschema[] = [];
  if (kind === 'names' || Array.isArray(value)) {
    for (const [name, member] of Object.entries(value)) {
      if (isSchema(member)) schemas.push(begin(member, parent, [keyword, name]));
    }
  } else if (isSchema(value)) schemas.push(begin(value, parent, [keyword]));
  if (!namedForReference.has(keyword)) {
    const onSameValue = kind === 'same' || namedOnSameValue.has(keyword);
    const siblings = onSameValue ? parent.sameValue : parent.below;
    for (const { schema } of schemas) siblings.push(schema);
  }
  return schemas;
}

/** The place of a schema in the root, as a JSON pointer. */
export function placeOf(subschema: Subschema): string {
  const steps: string[] = [];
  for (let next: Subschema | null = subschema; next !== null; next = next.parent) steps.unshift(...next.steps);
  return steps.map((step) => `/${step.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

export function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

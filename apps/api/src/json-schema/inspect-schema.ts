import { compileLinearPattern, PatternError } from '@penstock/patterns';
import { isDeeper, jsonBounds, jsonLength } from '../json/json-bounds.ts';
import { findReference, readAnchors } from './find-reference.ts';
import { measureWork, ownSteps } from './measure-work.ts';
import { SchemaError } from './schema-error.ts';
import { isSchema, placeOf, type Schema, type Subschema, schemaBounds, walkSchema } from './walk-schema.ts';

/** What a schema costs whoever checks values against it. */
export type SchemaFacts = {
  /** Schemas within it, with itself. */
  subschemas: number;
  characters: number;
  /** Steps that one value may take at the most; Infinity where the schema refers to itself. */
  steps: number;
  /** Whether a value may take time in the square of its length. */
  isQuadratic: boolean;
};

/** Of the formats of `ajv-formats`, `url` alone backtracks. */
const quadraticFormats: ReadonlySet<unknown> = new Set(['url']);

/** Program steps of all patterns of a schema. */
const mostPatternSteps = 10_000;

/**
 * Looks through a schema without compiling it. Throws a `SchemaError` for what passes the bounds and for what is not
 * taken. `usesPatterns` false leaves its regular expressions to the provider, as those of tools.
 */
export function inspectSchema(root: Schema, usesPatterns: boolean): SchemaFacts {
  const characters = refuseLarge(root);
  const subschemas = walkSchema(root);
  const patternSteps = usesPatterns ? countPatternSteps(subschemas) : 0;
  const links = linkReferences(root, subschemas);
  let steps = patternSteps;
  let isQuadratic = false;
  for (const schema of subschemas.keys()) {
    steps += ownSteps(schema);
    isQuadratic ||= schema.uniqueItems === true || quadraticFormats.has(schema.format);
  }
  if (links === 'open') steps = Infinity;
  else if (links === 'some') steps = patternSteps + measureWork(root, subschemas);
  return { subschemas: subschemas.size, characters, steps, isQuadratic };
}

/** Throws a `SchemaError` for a schema that is too deep or too long to look through; returns its length as JSON, about. */
export function refuseLarge(root: Schema): number {
  if (isDeeper(root)) throw new SchemaError('', `nests more than ${jsonBounds.depth} levels deep`);
  const characters = jsonLength(root, schemaBounds.characters);
  if (characters <= schemaBounds.characters) return characters;
  const most = schemaBounds.characters.toLocaleString('en');
  throw new SchemaError('', `has more than ${most} characters as JSON: at most that many are taken`);
}

/**
 * Adds the targets of `$ref` to what looks at the same value. `open` where a target is known only to the compiler: by
 * the `$id` of a schema within, or while values are checked.
 */
function linkReferences(root: Schema, subschemas: ReadonlyMap<Schema, Subschema>): 'none' | 'some' | 'open' {
  const anchors = readAnchors(root, subschemas);
  let links: 'none' | 'some' | 'open' = 'none';
  for (const subschema of subschemas.values()) {
    refuseKeywords(subschema);
    const { $ref: reference, $dynamicRef: dynamic, $recursiveRef: recursive } = subschema.schema;
    if (dynamic !== undefined || recursive !== undefined) links = 'open';
    if (typeof reference !== 'string') continue;
    if (links === 'none') links = 'some';
    if (anchors.hasIds) links = 'open';
    else subschema.sameValue.push(findReference(reference, subschema, root, subschemas, anchors));
  }
  return links;
}

/** Keywords by the names of properties. Ajv passes over the name `__proto__` in all of them. */
const keywordsOfNames = [
  'properties',
  'patternProperties',
  'dependentSchemas',
  'dependentRequired',
  'dependencies',
] as const;

/** Keywords that Ajv takes in a meaning of its own, or not at all. */
function refuseKeywords(subschema: Subschema): void {
  const { schema } = subschema;
  if (Object.hasOwn(schema, '$async') && schema.$async !== false) {
    throw new SchemaError(
      `${placeOf(subschema)}/$async`,
      'is not taken: it belongs to a library, and is no keyword of JSON Schema',
    );
  }
  if (typeof schema.id === 'string')
    throw new SchemaError(`${placeOf(subschema)}/id`, "is of an older draft: write '$id'");
  if (schema.nullable !== undefined && schema.type === undefined) {
    throw new SchemaError(
      `${placeOf(subschema)}/nullable`,
      "needs a type beside it; JSON Schema itself has the type 'null'",
    );
  }
  for (const keyword of keywordsOfNames) {
    const names = schema[keyword];
    if (isSchema(names) && Object.hasOwn(names, '__proto__')) {
      throw new SchemaError(`${placeOf(subschema)}/${keyword}`, "must not name '__proto__', which is never checked");
    }
  }
}

function countPatternSteps(subschemas: ReadonlyMap<Schema, Subschema>): number {
  let steps = 0;
  for (const subschema of subschemas.values()) {
    const { schema } = subschema;
    const patterns: (readonly [string, string])[] = [];
    if (typeof schema.pattern === 'string') patterns.push(['pattern', schema.pattern]);
    if (isSchema(schema.patternProperties)) {
      for (const pattern of Object.keys(schema.patternProperties)) patterns.push(['patternProperties', pattern]);
    }
    for (const [keyword, pattern] of patterns) {
      steps += sizeOf(pattern, subschema, keyword);
      if (steps > mostPatternSteps) {
        const most = mostPatternSteps.toLocaleString('en');
        throw new SchemaError('', `has patterns of more than ${most} steps in all: at most that many are taken`);
      }
    }
  }
  return steps;
}

function sizeOf(pattern: string, subschema: Subschema, keyword: string): number {
  try {
    return compileLinearPattern(pattern).size;
  } catch (error) {
    if (!(error instanceof PatternError)) throw error;
    const shown = pattern.length > 80 ? `${pattern.slice(0, 77)}…` : pattern;
    throw new SchemaError(`${placeOf(subschema)}/${keyword}`, `'${shown}' ${error.message}`);
  }
}

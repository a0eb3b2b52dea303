import { compileLinearPattern, PatternError } from '@penstock/patterns';
import { isDeeper, jsonBounds, jsonLength } from '../json/json-bounds.ts';
import { findReference, readAnchors } from './find-reference.ts';
import { measureWork, ownSteps } from './measure-work.ts';
import { SchemaError } from './schema-error.ts';
import { isSchema, placeOf, type Schema, type Subschema, schemaBounds, walkSchema } from './walk-schema.ts';

/** The cost of checking values against a schema. */
export type SchemaFacts = {
  /** The number of schemas within it, including itself. */
  subschemas: number;
  characters: number;
  /** The most steps for one value; Infinity if the schema refers to itself. */
  steps: number;
  /** Whether checking a value may take time quadratic in its length. */
  isQuadratic: boolean;
};

/** Of the formats of `ajv-formats`, only `url` backtracks. */
const quadraticFormats: ReadonlySet<unknown> = new Set(['url']);

/** The most program steps of all patterns of a schema. */
const mostPatternSteps = 10_000;

/**
 * Inspects a schema without compiling it. Throws a `SchemaError` for a schema that exceeds the limits or is not
 * supported. `usesPatterns` false: regular expressions are left to the provider, as for tools.
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

/**
 * Throws a `SchemaError` for a schema that is too deep or too long to inspect. Returns its approximate length as JSON.
 */
export function refuseLarge(root: Schema): number {
  if (isDeeper(root)) throw new SchemaError('', `nests more than ${jsonBounds.depth} levels deep`);
  const characters = jsonLength(root, schemaBounds.characters);
  if (characters <= schemaBounds.characters) return characters;
  const most = schemaBounds.characters.toLocaleString('en');
  throw new SchemaError('', `has more than ${most} characters as JSON: at most that many are allowed`);
}

/**
 * Adds the targets of `$ref` to the schemas that apply to the same value. `open`: only the compiler can find a target,
 * by the `$id` of a nested schema or during the check.
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

/** Keywords whose members are named by properties. Ajv ignores the name `__proto__` in all of them. */
const keywordsOfNames = [
  'properties',
  'patternProperties',
  'dependentSchemas',
  'dependentRequired',
  'dependencies',
] as const;

/** Refuses keywords that Ajv interprets differently or not at all. */
function refuseKeywords(subschema: Subschema): void {
  const { schema } = subschema;
  if (Object.hasOwn(schema, '$async') && schema.$async !== false) {
    throw new SchemaError(
      `${placeOf(subschema)}/$async`,
      'is not supported: it is a keyword of a library, not of JSON Schema',
    );
  }
  if (typeof schema.id === 'string')
    throw new SchemaError(`${placeOf(subschema)}/id`, "is of an older draft: write '$id'");
  if (schema.nullable !== undefined && schema.type === undefined) {
    throw new SchemaError(
      `${placeOf(subschema)}/nullable`,
      "needs a type next to it; JSON Schema itself has the type 'null'",
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
        throw new SchemaError('', `has patterns of more than ${most} steps in all: at most that many are allowed`);
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

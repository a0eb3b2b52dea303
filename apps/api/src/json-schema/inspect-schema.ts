import { compileLinearPattern, PatternError } from '@penstock/patterns';
import { isDeeper, jsonBounds, jsonLength } from '../json/json-bounds.ts';
import { findReference, readAnchors } from './find-reference.ts';
import { measureWork } from './measure-work.ts';
import { SchemaError } from './schema-error.ts';
import { isSchema, type Schema, type Subschema, schemaBounds, walkSchema } from './walk-schema.ts';

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
  const isOpen = linkReferences(root, subschemas);
  const steps = isOpen ? Infinity : measureWork(root, subschemas);
  const isQuadratic = [...subschemas.keys()].some(
    ({ uniqueItems, format }) => uniqueItems === true || quadraticFormats.has(format),
  );
  return { subschemas: subschemas.size, characters, steps: steps + patternSteps, isQuadratic };
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
 * Adds the targets of `$ref` to what looks at the same value. True where a target is known only to the compiler: by the
 * `$id` of a schema within, or while values are checked.
 */
function linkReferences(root: Schema, subschemas: ReadonlyMap<Schema, Subschema>): boolean {
  const anchors = readAnchors(root, subschemas);
  let isOpen = false;
  for (const subschema of subschemas.values()) {
    refuseKeywords(subschema);
    const { $ref: reference, $dynamicRef: dynamic } = subschema.schema;
    isOpen ||= dynamic !== undefined;
    if (typeof reference !== 'string') continue;
    if (anchors.hasIds) isOpen = true;
    else subschema.sameValue.push(findReference(reference, `${subschema.place}/$ref`, root, subschemas, anchors));
  }
  return isOpen;
}

/** Keywords that Ajv takes in a meaning of its own, or not at all. */
function refuseKeywords({ schema, place }: Subschema): void {
  if (Object.hasOwn(schema, '$async') && schema.$async !== false) {
    throw new SchemaError(`${place}/$async`, 'is not taken: it belongs to a library, and is no keyword of JSON Schema');
  }
  if (typeof schema.id === 'string') throw new SchemaError(`${place}/id`, "is of an older draft: write '$id'");
  if (schema.nullable !== undefined && schema.type === undefined) {
    throw new SchemaError(`${place}/nullable`, "needs a type beside it; JSON Schema itself has the type 'null'");
  }
}

function countPatternSteps(subschemas: ReadonlyMap<Schema, Subschema>): number {
  let steps = 0;
  for (const { schema, place } of subschemas.values()) {
    const patterns: (readonly [string, string])[] = [];
    if (typeof schema.pattern === 'string') patterns.push([`${place}/pattern`, schema.pattern]);
    if (isSchema(schema.patternProperties)) {
      const named = `${place}/patternProperties`;
      for (const pattern of Object.keys(schema.patternProperties)) patterns.push([named, pattern]);
    }
    for (const [where, pattern] of patterns) {
      steps += sizeOf(pattern, where);
      if (steps > mostPatternSteps) {
        const most = mostPatternSteps.toLocaleString('en');
        throw new SchemaError('', `has patterns of more than ${most} steps in all: at most that many are taken`);
      }
    }
  }
  return steps;
}

function sizeOf(pattern: string, place: string): number {
  try {
    return compileLinearPattern(pattern).size;
  } catch (error) {
    if (!(error instanceof PatternError)) throw error;
    const shown = pattern.length > 80 ? `${pattern.slice(0, 77)}…` : pattern;
    throw new SchemaError(place, `'${shown}' ${error.message}`);
  }
}

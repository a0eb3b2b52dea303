import { isRecord, type JsonRecord, listAt } from '../../json-value.ts';
import type { Filling } from './filling.ts';

const mostSteps = 50;

/** The maximum depth of nested references and `allOf`. Deeper ones are left out. */
const deepest = 30;

type Source = Pick<Filling, 'root' | 'budget'>;

/**
 * The schema with its references resolved, its `allOf` merged and one branch of its `anyOf` or `oneOf` chosen. `isDeep`
 * chooses the shortest branch.
 */
export function resolveSchema(schema: JsonRecord, source: Source, isDeep: boolean, depth = 0): JsonRecord {
  let facts = schema;
  for (let step = 0; step < mostSteps && depth < deepest && source.budget.spend(1); step++) {
    const next = resolveOnce(facts, source, isDeep, depth);
    if (next === null) return facts;
    facts = next;
  }
  return facts;
}

function resolveOnce(schema: JsonRecord, source: Source, isDeep: boolean, depth: number): JsonRecord | null {
  source.budget.spend(sizeOf(schema) / 4);
  if (typeof schema.$ref === 'string') {
    const { $ref, ...rest } = schema;
    const target = follow(schema.$ref, source.root);
    return isRecord(target) ? merge(rest, target) : rest;
  }
  if (Array.isArray(schema.allOf)) {
    const { allOf, ...rest } = schema;
    return listAt(schema, 'allOf').reduce<JsonRecord>(
      (merged, part) => (isRecord(part) ? merge(merged, resolveSchema(part, source, isDeep, depth + 1)) : merged),
      rest,
    );
  }
  for (const keyword of ['anyOf', 'oneOf']) {
    const branches = listAt(schema, keyword).filter(isRecord);
    if (branches.length === 0) continue;
    const { [keyword]: _, ...rest } = schema;
    return merge(rest, chooseBranch(branches, isDeep));
  }
  return null;
}

/** `#`, `#/$defs/name`, `#/definitions/name/properties/x`: a JSON pointer into the document. */
function follow(reference: string, root: JsonRecord): unknown {
  if (!reference.startsWith('#')) return undefined;
  let target: unknown = root;
  for (const step of reference.slice(1).split('/').slice(1)) {
    const key = decode(step).replaceAll('~1', '/').replaceAll('~0', '~');
    if (Array.isArray(target)) target = target[Number(key)];
    else target = isRecord(target) && Object.hasOwn(target, key) ? target[key] : undefined;
  }
  return target;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The size of a schema's copy. */
function sizeOf(schema: JsonRecord): number {
  const properties = isRecord(schema.properties) ? Object.keys(schema.properties).length : 0;
  return 1 + properties + listAt(schema, 'required').length + listAt(schema, 'allOf').length;
}

function chooseBranch(branches: readonly JsonRecord[], isDeep: boolean): JsonRecord {
  const isNull = (branch: JsonRecord): boolean => branch.type === 'null' || branch.const === null;
  const endsAtOnce = (branch: JsonRecord): boolean =>
    !(
      '$ref' in branch ||
      'properties' in branch ||
      'items' in branch ||
      'anyOf' in branch ||
      'oneOf' in branch ||
      'allOf' in branch
    );
  const chosen = isDeep
    ? (branches.find(isNull) ?? branches.find(endsAtOnce) ?? branches.findLast((branch) => !('$ref' in branch)))
    : branches.find((branch) => !isNull(branch));
  return chosen ?? branches[0] ?? {};
}

/** The conjunction of two schemas: the members of both, and the narrower bounds. */
function merge(one: JsonRecord, other: JsonRecord): JsonRecord {
  const merged: Record<string, unknown> = { ...other, ...one };
  if (isRecord(one.properties) && isRecord(other.properties))
    merged.properties = mergeProperties(one.properties, other.properties);
  if (Array.isArray(one.required) && Array.isArray(other.required))
    merged.required = [...one.required, ...other.required];
  for (const lower of ['minimum', 'exclusiveMinimum', 'minLength', 'minItems', 'minProperties'])
    narrow(merged, one, other, lower, Math.max);
  for (const upper of ['maximum', 'exclusiveMaximum', 'maxLength', 'maxItems', 'maxProperties'])
    narrow(merged, one, other, upper, Math.min);
  return merged;
}

function mergeProperties(one: JsonRecord, other: JsonRecord): JsonRecord {
  const merged: Record<string, unknown> = { ...other };
  for (const [name, schema] of Object.entries(one)) {
    const known = merged[name];
    merged[name] = isRecord(known) && isRecord(schema) ? { allOf: [schema, known] } : schema;
  }
  return merged;
}

function narrow(
  merged: Record<string, unknown>,
  one: JsonRecord,
  other: JsonRecord,
  keyword: string,
  choose: (left: number, right: number) => number,
): void {
  const left = one[keyword];
  const right = other[keyword];
  if (typeof left === 'number' && typeof right === 'number') merged[keyword] = choose(left, right);
}

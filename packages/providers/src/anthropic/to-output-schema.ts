import { type JsonObject, readList, readObject, readText } from '../json/read-json-value.ts';

/**
 * Keywords that constrained decoding does not support. The API refuses them. The service still validates the answer
 * against them.
 */
const unsupported = new Set([
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'multipleOf',
  'minLength',
  'maxLength',
  'minItems',
  'maxItems',
  'uniqueItems',
  'minProperties',
  'maxProperties',
  'default',
  'examples',
  'title',
  '$schema',
  '$id',
]);

/** Keywords that cannot be rewritten. */
const impossible = ['patternProperties', 'not', 'if', 'oneOf', 'prefixItems', 'dependentSchemas', 'propertyNames'];

/**
 * Rewrites a JSON Schema for Anthropic's native structured outputs: every object closed, bounds omitted. Null for a
 * schema that they cannot express (recursion, maps of unknown keys, the keywords above).
 */
export function toOutputSchema(schema: JsonObject): JsonObject | null {
  try {
    return rewrite(schema, schema, []);
  } catch (error) {
    if (error instanceof Inexpressible) return null;
    throw error;
  }
}

class Inexpressible extends Error {}

function rewrite(schema: JsonObject, root: JsonObject, path: readonly string[]): JsonObject {
  if (impossible.some((keyword) => keyword in schema)) throw new Inexpressible();
  followReference(schema, root, path);
  const result: Record<string, unknown> = {};
  for (const [keyword, value] of Object.entries(schema)) {
    if (!unsupported.has(keyword)) result[keyword] = rewriteKeyword(keyword, value, root, path);
  }
  if (schema.type === 'object' || readObject(schema.properties) !== null) {
    const isMap = readObject(schema.properties) === null || readObject(schema.additionalProperties) !== null;
    if (isMap) throw new Inexpressible();
    result.additionalProperties = false;
  }
  return result;
}

function rewriteKeyword(keyword: string, value: unknown, root: JsonObject, path: readonly string[]): unknown {
  const inner = (item: unknown): unknown => {
    const object = readObject(item);
    return object === null ? item : rewrite(object, root, path);
  };
  switch (keyword) {
    case 'properties':
    case '$defs':
    case 'definitions':
      return Object.fromEntries(Object.entries(readObject(value) ?? {}).map(([name, item]) => [name, inner(item)]));
    case 'items':
      return inner(value);
    case 'anyOf':
    case 'allOf':
      return readList(value).map(inner);
    default:
      return value;
  }
}

/** A reference that leads back to itself is recursion. */
function followReference(schema: JsonObject, root: JsonObject, path: readonly string[]): void {
  const reference = readText(schema.$ref);
  if (reference === null) return;
  if (path.includes(reference) || !reference.startsWith('#/')) throw new Inexpressible();
  let target: unknown = root;
  for (const step of reference.slice(2).split('/')) target = readObject(target)?.[step];
  const object = readObject(target);
  if (object === null) throw new Inexpressible();
  rewrite(object, root, [...path, reference]);
}

import { readList, readObject } from '../json/read-json-value.ts';

/** Keywords with schemas by name, schemas in a list, or one schema. */
const namedSchemas = ['properties', '$defs', 'definitions'];
const listedSchemas = ['anyOf'];
/** Keywords that OpenAI's strict mode refuses. */
const refused = ['allOf', 'oneOf', 'not', 'if', 'then', 'else', 'patternProperties', 'dependentSchemas', 'prefixItems'];

/**
 * Whether a schema may be sent with `strict: true`. Every object must then list all its properties as required and
 * forbid others, or OpenAI refuses the request. Other schemas are sent as guidance without the guarantee.
 */
export function isStrictSchema(schema: unknown): boolean {
  const object = readObject(schema);
  if (object === null) return false;
  if (refused.some((keyword) => keyword in object)) return false;
  if (isObjectSchema(object.type, object.properties) && !isClosed(object)) return false;
  const inner = [
    ...namedSchemas.flatMap((keyword) => Object.values(readObject(object[keyword]) ?? {})),
    ...listedSchemas.flatMap((keyword) => readList(object[keyword])),
    ...(object.items === undefined ? [] : [object.items]),
  ];
  return inner.every(isStrictSchema);
}

function isObjectSchema(type: unknown, properties: unknown): boolean {
  return type === 'object' || readList(type).includes('object') || properties !== undefined;
}

function isClosed(object: { readonly [key: string]: unknown }): boolean {
  const required = new Set(readList(object.required));
  const names = Object.keys(readObject(object.properties) ?? {});
  return object.additionalProperties === false && names.every((name) => required.has(name));
}

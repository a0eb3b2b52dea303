import type { z } from 'zod';

type Schema = z.core.$ZodType;

/** The schemas that may apply at a path of a document: several below a union, none if no value is allowed. */
export function schemasAt(schema: Schema, path: readonly PropertyKey[]): Schema[] {
  let candidates = alternatives(schema);
  for (const key of path) candidates = candidates.flatMap((candidate) => child(candidate, key));
  return candidates;
}

/** The allowed keys of a mapping at this place. */
export function keysOf(schemas: readonly Schema[]): string[] {
  const keys = schemas.flatMap((schema) => {
    const definition = definitionOf(schema);
    return definition.type === 'object' ? Object.keys(definition.shape) : [];
  });
  return [...new Set(keys)];
}

/** The allowed values at a place, in words: `a whole number`, `a list or a mapping of arena`. */
export function wordsFor(schemas: readonly Schema[]): string {
  return [...new Set(schemas.map(wordFor))].join(' or ');
}

function wordFor(schema: Schema): string {
  const definition = definitionOf(schema);
  switch (definition.type) {
    case 'number':
      return 'format' in definition ? 'a whole number' : 'a number';
    case 'boolean':
      return 'true or false';
    case 'array':
      return 'a list';
    case 'object':
      return `a mapping of ${Object.keys(definition.shape).join(', ')}`;
    case 'record':
      return 'a mapping';
    case 'literal':
      return definition.values.map(String).join(' or ');
    default:
      return 'text';
  }
}

function child(schema: Schema, key: PropertyKey): Schema[] {
  const definition = definitionOf(schema);
  if (definition.type === 'array') return typeof key === 'number' ? alternatives(definition.element) : [];
  if (definition.type === 'record') return alternatives(definition.valueType);
  if (definition.type !== 'object') return [];
  const member = definition.shape[String(key)];
  return member === undefined ? [] : alternatives(member);
}

function alternatives(schema: Schema): Schema[] {
  const definition = definitionOf(schema);
  if (definition.type === 'optional' || definition.type === 'nullable') return alternatives(definition.innerType);
  if (definition.type === 'union') return definition.options.flatMap(alternatives);
  return [schema];
}

/** The definition as the union of its kinds, so that `type` distinguishes them. zod's base type lacks this union. */
function definitionOf(schema: Schema): z.core.$ZodTypes['_zod']['def'] {
  return (schema as z.core.$ZodTypes)._zod.def;
}

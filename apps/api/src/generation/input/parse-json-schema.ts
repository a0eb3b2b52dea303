import { InputError } from '../../errors/service-error.ts';
import { checkKeywords } from '../../json-schema/compile-schema.ts';
import { inspectSchema, type SchemaFacts } from '../../json-schema/inspect-schema.ts';
import { acceptSchema } from '../../json-schema/schema-checks.ts';
import { SchemaError } from '../../json-schema/schema-error.ts';
import type { Schema } from '../../json-schema/walk-schema.ts';

/** Parses a JSON schema for answers. The error names the place of the problem in the schema. */
export function parseJsonSchema(value: unknown, path: string): Schema {
  const schema = readSchema(value, path);
  named(path, () => acceptSchema(schema));
  return schema;
}

/** Parses the JSON schema of a tool's arguments, and measures it. Its patterns are left to the provider. */
export function parseToolSchema(value: unknown, path: string): { schema: Schema; facts: SchemaFacts } {
  const schema = readSchema(value, path);
  const facts = named(path, () => {
    const found = inspectSchema(schema, false);
    checkKeywords(schema);
    return found;
  });
  return { schema, facts };
}

function readSchema(value: unknown, path: string): Schema {
  if (value == null) throw new InputError(path, 'is missing: give a JSON schema');
  if (!isObject(value)) throw new InputError(path, 'must be a JSON schema, an object');
  return value;
}

function named<Result>(path: string, check: () => Result): Result {
  try {
    return check();
  } catch (error) {
    if (!(error instanceof SchemaError)) throw error;
    const { place, problem } = error;
    throw new InputError(path, place === '' ? problem : `cannot be used: ${place} ${problem}`);
  }
}

const schemaName = /^[A-Za-z0-9_-]{1,64}$/;

/** Parses the name by which a provider knows a schema. */
export function parseSchemaName(name: string, path: string): string {
  if (schemaName.test(name)) return name;
  throw new InputError(path, `'${name.slice(0, 80)}' must be 1 to 64 letters, digits, _ or -`);
}

function isObject(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

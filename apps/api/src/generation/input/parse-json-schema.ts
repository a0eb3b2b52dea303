import { compileAnswerSchema } from '../answer-schema.ts';
import { InputError } from './input-error.ts';

type Schema = Readonly<Record<string, unknown>>;

/** A JSON schema that can be compiled; the error says where in it what is wrong. */
export function parseJsonSchema(value: unknown, path: string): Schema {
  if (value == null) throw new InputError(path, 'is missing: give a JSON schema');
  if (!isObject(value)) throw new InputError(path, 'must be a JSON schema, an object');
  try {
    compileAnswerSchema(value);
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace(/^schema is invalid: /, '') : String(error);
    throw new InputError(path, `is not a valid JSON schema: ${reason.replaceAll('data/', '/')}`);
  }
  return value;
}

const schemaName = /^[A-Za-z0-9_-]{1,64}$/;

/** The name by which a provider knows a schema. */
export function parseSchemaName(name: string, path: string): string {
  if (schemaName.test(name)) return name;
  throw new InputError(path, `'${name.slice(0, 80)}' must be 1 to 64 letters, digits, _ or -`);
}

function isObject(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

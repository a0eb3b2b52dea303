import { compileAnswerSchema } from '../../generation/answer-schema.ts';
import { badUserInput } from '../bad-user-input.ts';

type Schema = Readonly<Record<string, unknown>>;

/** A JSON schema that can be compiled; the error says where in it what is wrong. */
export function parseJsonSchema(value: unknown, path: string): Schema {
  if (value == null) throw badUserInput(path, 'is missing: give a JSON schema');
  if (!isObject(value)) throw badUserInput(path, 'must be a JSON schema, an object');
  try {
    compileAnswerSchema(value);
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace(/^schema is invalid: /, '') : String(error);
    throw badUserInput(path, `is not a valid JSON schema: ${reason.replaceAll('data/', '/')}`);
  }
  return value;
}

function isObject(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

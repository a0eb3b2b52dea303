import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

type Schema = Readonly<Record<string, unknown>>;

/** Compiled schemas kept at the most; the oldest goes first. */
const keptSchemas = 500;

/** Unknown keywords and formats are left to the provider, as JSON Schema wants it. */
const ajv = new Ajv2020({ strict: false, allErrors: true, addUsedSchema: false, logger: false });
addFormats.default(ajv);

const compiled = new Map<string, ValidateFunction>();

/**
 * The validator of a JSON schema (draft 2020-12; what older drafts share with it works too). Compiling takes
 * milliseconds, so validators are kept by the schema's text. Throws an `Error` that says what is wrong with the schema.
 */
export function compileAnswerSchema(schema: Schema): ValidateFunction {
  const key = JSON.stringify(schema);
  const known = compiled.get(key);
  if (known !== undefined) return known;
  const { $schema: _, $id: __, ...rest } = schema;
  const validate = ajv.compile(rest);
  if (compiled.size >= keptSchemas) {
    const oldest = compiled.keys().next().value;
    if (oldest !== undefined) compiled.delete(oldest);
  }
  compiled.set(key, validate);
  return validate;
}

/** One sentence of what did not fit, at most five places. */
export function describeSchemaErrors(errors: readonly ErrorObject[]): string {
  const places = errors.slice(0, 5).map((error) => `${error.instancePath || 'the answer'} ${describe(error)}`);
  const more = errors.length > places.length ? `; and ${errors.length - places.length} more` : '';
  return `${places.join('; ')}${more}`;
}

function describe(error: ErrorObject): string {
  const allowed: unknown = error.params.allowedValues;
  if (Array.isArray(allowed)) return `${error.message}: ${allowed.map((value) => JSON.stringify(value)).join(', ')}`;
  if (typeof error.params.additionalProperty === 'string') {
    return `must not have the property '${error.params.additionalProperty}'`;
  }
  return error.message ?? `fails '${error.keyword}'`;
}

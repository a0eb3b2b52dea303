import { compileLinearPattern } from '@penstock/patterns';
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { describeSchemaErrors } from './describe-schema-errors.ts';
import { SchemaError } from './schema-error.ts';
import type { Schema } from './walk-schema.ts';

/** What does not fit, as a sentence's end; null for a value that fits. */
export type CheckValue = (value: unknown) => string | null;

/**
 * Unknown keywords and formats are left to the provider, as JSON Schema wants it. `ownProperties`: an answer without
 * `constructor` has none, whatever JavaScript's objects inherit.
 */
const usual = { strict: false, allErrors: true, logger: false, ownProperties: true } as const;

/**
 * Knows what schemas may say. It keeps nothing of the schemas that it looks at, and stops at the first error: a schema may
 * have thousands.
 */
const rules = new Ajv2020({ ...usual, allErrors: false, addUsedSchema: false });
addFormats.default(rules);
// Compiles the rules now, and not while a caller waits.
rules.validateSchema({});

/** Throws a `SchemaError` for a schema whose keywords have values that they cannot have. */
export function checkKeywords(schema: Schema): void {
  if (rules.validateSchema(withoutNames(schema)) === true) return;
  const errors = (rules.errors ?? []).map((error): ErrorObject => ({ ...error }));
  throw new SchemaError('', `is not a valid JSON schema: ${describeSchemaErrors(errors, 'the schema')}`);
}

/**
 * Compiles a schema (draft 2020-12; what older drafts share with it works too) that `inspectSchema` has let pass. Each
 * has a compiler of its own, since one for all would keep every schema for ever. Throws a `SchemaError`.
 */
export function compileSchema(schema: Schema): CheckValue {
  const validate = compile(withoutNames(schema));
  return (value) => {
    if (validate(value)) return null;
    const problem = describeSchemaErrors(validate.errors ?? [], 'the answer');
    validate.errors = null;
    return problem;
  };
}

function compile(schema: Schema): ValidateFunction {
  const compiler = new Ajv2020({
    ...usual,
    meta: false,
    validateSchema: false,
    inlineRefs: false,
    code: { regExp: linearRegExp },
  });
  addFormats.default(compiler);
  try {
    return compiler.compile(schema);
  } catch {
    throw new SchemaError('', 'cannot be compiled: its keywords or references contradict each other');
  }
}

/** Its own name and dialect say nothing of values, and the compiler would look for both. */
function withoutNames({ $schema: _, $id: __, ...rest }: Schema): Schema {
  return rest;
}

/** The compiler writes `code` into modules, which are not made here; it tells expressions apart by their text. */
const linearRegExp = Object.assign(
  (pattern: string) => {
    const { test } = compileLinearPattern(pattern);
    return { test, toString: () => pattern };
  },
  { code: 'linearRegExp' },
);

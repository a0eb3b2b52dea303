import { compileLinearPattern } from '@penstock/patterns';
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { describeSchemaErrors } from './describe-schema-errors.ts';
import { SchemaError } from './schema-error.ts';
import type { Schema } from './walk-schema.ts';

/** Describes the mismatch as the end of a sentence; null for a valid value. */
export type CheckValue = (value: unknown) => string | null;

/**
 * Unknown keywords and formats are allowed, as JSON Schema requires; the provider interprets them. `ownProperties`:
 * inherited JavaScript properties such as `constructor` do not count.
 */
const usual = { strict: false, allErrors: true, logger: false, ownProperties: true } as const;

/**
 * Checks schemas against the metaschema. It stores none of the checked schemas, and stops at the first error: a schema
 * may have thousands.
 */
const rules = new Ajv2020({ ...usual, allErrors: false, addUsedSchema: false });
addFormats.default(rules);
// Compiles the metaschema at the start, so that no caller waits for it.
rules.validateSchema({});

/** Throws a `SchemaError` for a schema with invalid keyword values. */
export function checkKeywords(schema: Schema): void {
  if (rules.validateSchema(withoutNames(schema)) === true) return;
  const errors = (rules.errors ?? []).map((error): ErrorObject => ({ ...error }));
  throw new SchemaError('', `is not a valid JSON schema: ${describeSchemaErrors(errors, 'the schema')}`);
}

/**
 * Compiles a schema (draft 2020-12; the shared parts of older drafts work too) that `inspectSchema` has accepted. Each
 * schema has its own compiler, because a shared compiler would keep every schema for ever. Throws a `SchemaError`.
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

/** `$id` and `$schema` do not affect values, but the compiler would resolve both. */
function withoutNames({ $schema: _, $id: __, ...rest }: Schema): Schema {
  return rest;
}

/**
 * The compiler uses `code` only to generate modules, which are not needed here. It compares expressions by their text.
 */
const linearRegExp = Object.assign(
  (pattern: string) => {
    const { test } = compileLinearPattern(pattern);
    return { test, toString: () => pattern };
  },
  { code: 'linearRegExp' },
);

import type { ErrorObject } from 'ajv/dist/2020.js';

const mostPlaces = 5;
const mostAllowedValues = 20;
/** The longest quote of a place, a value or a name. A model may have written any of them. */
const mostCharacters = 200;

/**
 * Describes the mismatches in one sentence, at most five places. `whole` names the value itself, such as `the answer`.
 */
export function describeSchemaErrors(errors: readonly ErrorObject[], whole: string): string {
  const places = errors.slice(0, mostPlaces).map((error) => `${cut(error.instancePath) || whole} ${describe(error)}`);
  const more = errors.length > places.length ? `; and ${errors.length - places.length} more` : '';
  return `${places.join('; ')}${more}`;
}

function describe(error: ErrorObject): string {
  const allowed: unknown = error.params.allowedValues;
  if (Array.isArray(allowed)) {
    const shown = allowed.slice(0, mostAllowedValues).map((value) => cut(JSON.stringify(value)));
    const more = allowed.length > shown.length ? ` and ${allowed.length - shown.length} more` : '';
    return `${error.message}: ${shown.join(', ')}${more}`;
  }
  if (typeof error.params.additionalProperty === 'string') {
    return `must not have the property '${cut(error.params.additionalProperty)}'`;
  }
  return cut(error.message ?? `fails '${error.keyword}'`);
}

function cut(text: string): string {
  return text.length <= mostCharacters ? text : `${text.slice(0, mostCharacters - 1)}…`;
}

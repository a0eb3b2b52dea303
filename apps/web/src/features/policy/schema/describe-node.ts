import { formsOf, type SchemaNode } from './policy-schema.ts';

/** The named values of a scalar: enum values, constants, and true and false. */
export function wordsOf(node: SchemaNode): readonly string[] {
  const words = formsOf(node).flatMap((form) => {
    if (form.const !== undefined) return [String(form.const)];
    if (form.enum !== undefined) return form.enum.map(String);
    return form.type === 'boolean' ? ['true', 'false'] : [];
  });
  return [...new Set(words)];
}

/** The form of a value in words: `a number from 0 to 1, or an object`. */
export function describeForms(node: SchemaNode): string {
  const words = formsOf(node)
    .filter(({ type }) => type !== 'null')
    .map(describeForm);
  return [...new Set(words)].join(', or ') || 'any value';
}

function describeForm(form: SchemaNode): string {
  if (form.const !== undefined) return `${JSON.stringify(form.const)}`;
  if (form.enum !== undefined) return `one of ${form.enum.join(', ')}`;
  const types = (Array.isArray(form.type) ? form.type : [form.type]).filter((type) => type !== 'null');
  return types.map((type) => describeType(type, form)).join(', or ');
}

function describeType(type: string | undefined, form: SchemaNode): string {
  switch (type) {
    case 'boolean':
      return 'true or false';
    case 'integer':
      return `a whole number${describeRange(form)}`;
    case 'number':
      return `a number${describeRange(form)}`;
    case 'string':
      return 'text';
    case 'array':
      return form.items === undefined ? 'a list' : `a list of ${describeForms(form.items)}`;
    case 'object':
      return 'an object';
    default:
      return 'any value';
  }
}

/** ` from 0 to 1`, ` above 0`; empty without a bound. */
function describeRange({ minimum, exclusiveMinimum, maximum }: SchemaNode): string {
  const upper = maximum === undefined || maximum >= Number.MAX_SAFE_INTEGER ? null : maximum;
  if (exclusiveMinimum !== undefined)
    return ` above ${exclusiveMinimum}${upper === null ? '' : ` and at most ${upper}`}`;
  if (minimum !== undefined) return upper === null ? ` of at least ${minimum}` : ` from ${minimum} to ${upper}`;
  return upper === null ? '' : ` of at most ${upper}`;
}

/** The facts of a member below its description: its form, unit and default. */
export function factsOf(node: SchemaNode): readonly string[] {
  const { default: constant, 'x-default': words, 'x-unit': unit, examples } = node;
  const facts = [`Takes ${describeForms(node)}${unit === undefined ? '' : `, in ${unit}`}.`];
  if (constant !== undefined) facts.push(`Default: ${JSON.stringify(constant)}.`);
  else if (words !== undefined) facts.push(`Default: ${words}.`);
  const [example] = examples ?? [];
  if (example !== undefined) facts.push(`Example: ${JSON.stringify(example)}.`);
  return facts;
}

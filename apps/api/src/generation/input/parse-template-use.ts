import { InputError } from '../../errors/service-error.ts';
import type { TemplateUse } from '../../templates/template.ts';
import { parseName, parseNumber } from './parse-limits.ts';

/** The use of a template, before it is checked. */
export type UncheckedTemplateUse = {
  name: string;
  version?: number | null | undefined;
  variables?: unknown;
};

/** The largest integer of the database. */
const largestVersion = 2_147_483_647;

/** Parses the use of a template, for all endpoints. Throws an `InputError` that names the field below `path`. */
export function parseTemplateUse(use: UncheckedTemplateUse, path: string): TemplateUse {
  const name = parseName(use.name, `${path}.name`) ?? '';
  const version = parseNumber(use.version, 1, largestVersion, `${path}.version`);
  const variables = use.variables ?? {};
  if (typeof variables !== 'object' || Array.isArray(variables)) {
    throw new InputError(`${path}.variables`, 'must be an object: the values by the names of variables');
  }
  return { name, version, variables: variables as Readonly<Record<string, unknown>> };
}

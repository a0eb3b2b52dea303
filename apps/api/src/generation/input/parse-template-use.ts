import { InputError } from '../../errors/service-error.ts';
import type { TemplateUse } from '../../templates/template.ts';
import { parseName, parseNumber } from './parse-limits.ts';

/** The use of a template, as it came in. */
export type UncheckedTemplateUse = {
  name: string;
  version?: number | null | undefined;
  variables?: unknown;
};

/** The largest number of the database's integers. */
const largestVersion = 2_147_483_647;

/** The use of a template, the same for all endpoints. Throws an `InputError` that names the field below `path`. */
export function parseTemplateUse(use: UncheckedTemplateUse, path: string): TemplateUse {
  const name = parseName(use.name, `${path}.name`) ?? '';
  const version = parseNumber(use.version, 1, largestVersion, `${path}.version`);
  const variables = use.variables ?? {};
  if (typeof variables !== 'object' || Array.isArray(variables)) {
    throw new InputError(`${path}.variables`, 'must be an object: the values by the names of variables');
  }
  return { name, version, variables: variables as Readonly<Record<string, unknown>> };
}

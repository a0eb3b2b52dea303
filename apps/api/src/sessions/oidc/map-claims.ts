import type { OidcPolicy, RoleMapping } from '@penstock/router';
import { type Role, roles } from '../../access/viewer.ts';

export type Claims = Readonly<Record<string, unknown>>;

/** The most values read from a claim. A directory may list thousands of groups. */
const mostValues = 2_000;

/**
 * The role and workspace of a person, from the values of one claim; null if the policy lists none. Of several matches
 * the highest role applies, then the first in the file.
 */
export function mapClaims(claims: Claims, claim: string, mapping: OidcPolicy['roles']): RoleMapping | null {
  const values = new Set(valuesOf(readClaim(claims, claim)));
  const matches = [...mapping].flatMap(([value, granted]) => (values.has(value) ? granted : []));
  const rank = (role: Role): number => roles.indexOf(role);
  return matches.toSorted((one, other) => rank(one.role) - rank(other.role))[0] ?? null;
}

/** A claim by its name, or by a path into objects: `realm_access.roles`. */
export function readClaim(claims: Claims, claim: string): unknown {
  if (Object.hasOwn(claims, claim)) return claims[claim];
  let value: unknown = claims;
  for (const name of claim.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
    value = Reflect.get(value, name);
  }
  return value;
}

/** A text is one value; numbers and booleans count as their text. */
function valuesOf(value: unknown): string[] {
  const list = Array.isArray(value) ? value.slice(0, mostValues) : [value];
  return list.flatMap((one) => (['string', 'number', 'boolean'].includes(typeof one) ? String(one) : []));
}

/** A member of an object, before and after an act. Undefined: the member did not exist. */
export type Change = { path: string; before: unknown; after: unknown };

/**
 * The members that differ between two values, by path, as `limits.requestsPerMinute`. Lists are compared as a whole.
 * Null counts as absent.
 */
export function changesOf(before: unknown, after: unknown): readonly Change[] {
  const [old, next] = [flatten(before), flatten(after)];
  return [...new Set([...old.keys(), ...next.keys()])]
    .map((path) => ({ path, before: old.get(path), after: next.get(path) }))
    .filter((change) => JSON.stringify(change.before ?? null) !== JSON.stringify(change.after ?? null));
}

function flatten(value: unknown, path = '', into: Map<string, unknown> = new Map()): Map<string, unknown> {
  if (isObject(value)) {
    for (const [name, member] of Object.entries(value)) flatten(member, path === '' ? name : `${path}.${name}`, into);
  } else if (path !== '' || (value !== null && value !== undefined)) into.set(path, value);
  return into;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

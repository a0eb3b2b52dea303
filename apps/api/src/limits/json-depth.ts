/** How large a JSON value is. */
export type JsonSize = {
  /** Objects and lists within each other; 0 for a text or a number. */
  depth: number;
  /** The value itself and all that it holds. */
  values: number;
};

/**
 * Measures a JSON value without recursion, so that no depth can overflow the stack. Stops at the first level that brings
 * it past `mostValues`: the count is then larger than that, and the depth is the depth so far.
 */
export function measureJson(value: unknown, mostValues = Infinity): JsonSize {
  let level: unknown[] = [value];
  let depth = 0;
  let values = 1;
  while (level.length > 0 && values <= mostValues) {
    const next: unknown[] = [];
    let holdsContainer = false;
    for (const one of level) {
      if (typeof one !== 'object' || one === null) continue;
      holdsContainer = true;
      values += collect(one, next);
      if (values > mostValues) break;
    }
    if (holdsContainer) depth++;
    level = next;
  }
  return { depth, values };
}

/** Adds the objects and lists of a container to `next`, and counts all that it holds. */
function collect(container: object, next: unknown[]): number {
  const held: readonly unknown[] = Array.isArray(container) ? container : Object.values(container);
  for (const one of held) if (typeof one === 'object' && one !== null) next.push(one);
  return held.length;
}

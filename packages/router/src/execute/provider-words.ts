/** Ids, names of models and reasons are shorter with every provider. Characters. */
const longestName = 256;
/** A usage object has some twenty members. Characters of all names and texts, each number and bracket counted as one. */
const mostRaw = 8_192;

/** A name as a provider said it, cut where it is longer than any that is one. */
export function boundName(name: string | null): string | null {
  return name !== null && name.length > longestName ? name.slice(0, longestName) : name;
}

/** A provider's own object, for operators; null where it is too large to be of use. */
export function boundRaw(value: unknown): unknown {
  return sizeOf(value, mostRaw) > mostRaw ? null : value;
}

/** Counts no further than one beyond `most`, and no deeper than that. */
function sizeOf(value: unknown, most: number): number {
  if (typeof value === 'string') return value.length;
  if (typeof value !== 'object' || value === null) return 1;
  let size = 1;
  for (const name in value) {
    if (!Object.hasOwn(value, name)) continue;
    size += name.length;
    if (size > most) break;
    size += sizeOf((value as Readonly<Record<string, unknown>>)[name], most - size);
    if (size > most) break;
  }
  return size;
}

/** Every provider's ids, model names and reasons are shorter. Characters. */
const longestName = 256;
/** A usage object has some twenty members. Characters of all names and texts; each number and bracket counts as one. */
const mostRaw = 8_192;
/** What a provider says of an answer may hold its sources, with excerpts. Counted in the same way. */
const mostMetadata = 131_072;

/** A name from a provider, cut to the longest length of a name. */
export function boundName(name: string | null): string | null {
  return name !== null && name.length > longestName ? name.slice(0, longestName) : name;
}

/** A provider's own object, for operators; null where it is too large. */
export function boundRaw(value: unknown): unknown {
  return sizeOf(value, mostRaw) > mostRaw ? null : value;
}

/** The same for data about an answer. */
export function boundMetadata(value: unknown): unknown {
  return sizeOf(value, mostMetadata) > mostMetadata ? null : value;
}

/** Counts at most one beyond `most`, and no deeper than that. */
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

/** The ids, model names and reasons of every provider are shorter. Characters. */
const longestName = 256;
/**
 * A usage object has about twenty members. The limit counts characters of all names and texts; each number and bracket
 * counts as one.
 */
const mostRaw = 8_192;
/** A provider's data about an answer may include its sources, with excerpts. Counted in the same way. */
const mostMetadata = 131_072;

/** A name from a provider, cut to the maximum length of a name. */
export function boundName(name: string | null): string | null {
  return name !== null && name.length > longestName ? name.slice(0, longestName) : name;
}

/** A provider's own object, for operators. Null if it is too large. */
export function boundRaw(value: unknown): unknown {
  return sizeOf(value, mostRaw) > mostRaw ? null : value;
}

/** The same for data about an answer. */
export function boundMetadata(value: unknown): unknown {
  return sizeOf(value, mostMetadata) > mostMetadata ? null : value;
}

/** Counts up to one beyond `most`, and descends at most that deep. */
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

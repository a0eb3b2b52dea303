/** A JSON object as it came from outside: nothing is known of its members. */
export type JsonObject = { readonly [key: string]: unknown };

/** The object, or null for anything else. */
export function readObject(value: unknown): JsonObject | null {
  return isJsonObject(value) ? value : null;
}

/** The list, or an empty one for anything else. */
export function readList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The string, or null for anything else and for the empty string. */
export function readText(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

/** The number as a count of something: 0 for anything that is not one. */
export function readCount(value: unknown): number {
  return typeof value === 'number' && value > 0 && Number.isFinite(value) ? Math.trunc(value) : 0;
}

/** Parses text that should be a JSON object; null if it is not. */
export function parseObject(text: string): JsonObject | null {
  try {
    return readObject(JSON.parse(text));
  } catch {
    return null;
  }
}

function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

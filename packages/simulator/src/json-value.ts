/** An object of parsed JSON with unchecked members. */
export type JsonRecord = Readonly<Record<string, unknown>>;

export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The member as an object. Null if it is none. */
export function recordAt(value: unknown, key: string): JsonRecord | null {
  const member = isRecord(value) ? value[key] : undefined;
  return isRecord(member) ? member : null;
}

export function stringAt(value: unknown, key: string): string | null {
  const member = isRecord(value) ? value[key] : undefined;
  return typeof member === 'string' ? member : null;
}

export function numberAt(value: unknown, key: string): number | null {
  const member = isRecord(value) ? value[key] : undefined;
  return typeof member === 'number' && Number.isFinite(member) ? member : null;
}

/** The member as a list. Empty if it is none. */
export function listAt(value: unknown, key: string): readonly unknown[] {
  const member = isRecord(value) ? value[key] : undefined;
  return Array.isArray(member) ? member : [];
}

/** Parsed JSON. Undefined for invalid text. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

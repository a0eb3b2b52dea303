import { isRecord, type JsonRecord } from '../../json-value.ts';

/** Converts Google's schemas, which write types in capitals and a member `nullable`. A JSON Schema stays unchanged. */
export function toJsonSchema(schema: JsonRecord): JsonRecord {
  const converted: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(schema)) converted[key] = convert(key, value);
  if (schema.nullable === true && typeof converted.type === 'string') converted.type = [converted.type, 'null'];
  return converted;
}

function convert(key: string, value: unknown): unknown {
  if (key === 'type' && typeof value === 'string') return value.toLowerCase();
  // Google writes these as strings of 64-bit integers.
  if (/^(min|max)(Items|Length|Properties)$/.test(key)) return Number(value);
  if (key === 'properties' || key === '$defs' || key === 'definitions') return convertMembers(value);
  if (key === 'enum' || key === 'required' || key === 'const') return value;
  if (Array.isArray(value)) return value.map((item) => (isRecord(item) ? toJsonSchema(item) : item));
  return isRecord(value) ? toJsonSchema(value) : value;
}

function convertMembers(value: unknown): unknown {
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, isRecord(member) ? toJsonSchema(member) : member]),
  );
}

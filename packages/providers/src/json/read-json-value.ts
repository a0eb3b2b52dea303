import { endOfJsonString } from './end-of-json-string.ts';

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

/**
 * The number as a provider's count of tokens: 0 where it says none, NaN for what cannot be one (a fraction, less than
 * nothing, a string). NaN goes through sums, so that whoever counts sees that the provider's word is worth nothing.
 */
export function readTokens(value: unknown): number {
  if (value === undefined || value === null) return 0;
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 ? value : Number.NaN;
}

/** The most objects and lists in one JSON text. Each takes 30 times the room of its two brackets. */
const mostParts = 1_000_000;

/**
 * Parses what a provider sent as a JSON object; null if it is not. Throws `RangeError` for one of more than a million
 * objects and lists.
 */
export function parseAnswer(text: string): JsonObject | null {
  if (text.length > 2 * mostParts && countParts(text, mostParts) > mostParts) {
    throw new RangeError(
      `A part of the answer holds more than ${mostParts.toLocaleString('en-US')} objects and lists.`,
    );
  }
  return parseObject(text);
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

/** How many objects and lists begin in a JSON text; counts no further than one beyond `most`. */
function countParts(text: string, most: number): number {
  let parts = 0;
  for (let at = 0; at < text.length && parts <= most; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x7b || code === 0x5b) parts += 1;
    else if (code === 0x22) at = endOfJsonString(text, at);
  }
  return parts;
}

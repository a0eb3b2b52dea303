import { endOfJsonString } from './end-of-json-string.ts';

/** A JSON object from outside, with unchecked members. */
export type JsonObject = { readonly [key: string]: unknown };

/** The object. Null for any other value. */
export function readObject(value: unknown): JsonObject | null {
  return isJsonObject(value) ? value : null;
}

/** The list. Empty for any other value. */
export function readList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The string. Null for any other value and for the empty string. */
export function readText(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

/** The number as a count. 0 for any other value. */
export function readCount(value: unknown): number {
  return typeof value === 'number' && value > 0 && Number.isFinite(value) ? Math.trunc(value) : 0;
}

/**
 * The number as a provider's count of tokens: 0 if it sends none, NaN for an impossible count (a fraction, a negative
 * number, a word). A number written as a text counts. NaN stays NaN in sums, so a sum shows that the report is invalid.
 */
export function readTokens(value: unknown): number {
  if (value === undefined || value === null) return 0;
  const tokens = toNumber(value);
  return Number.isInteger(tokens) && tokens >= 0 ? tokens : Number.NaN;
}

/** A cost that a provider states, US dollars. Undefined for any other value, and for an absurd amount. */
export function readUsd(value: unknown): number | undefined {
  const usd = toNumber(value);
  return usd >= 0 && usd <= mostUsd ? usd : undefined;
}

/** The number, also if it is written as a text, as proxies in other languages do. NaN for any other value. */
function toNumber(value: unknown): number {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && /^-?\d{1,15}(?:\.\d{1,20})?$/.test(value) ? Number(value) : Number.NaN;
}

/** The maximum cost of a call. US dollars. */
const mostUsd = 10_000;

/** The maximum number of objects and lists in one JSON text. Each takes 30 times the memory of its two brackets. */
const mostParts = 1_000_000;

/**
 * Parses a provider's text as a JSON object. Null if it is not one. Throws `RangeError` for more than a million objects
 * and lists.
 */
export function parseAnswer(text: string): JsonObject | null {
  if (text.length > 2 * mostParts && countParts(text, mostParts) > mostParts) {
    throw new RangeError(
      `A part of the answer contains more than ${mostParts.toLocaleString('en-US')} objects and lists.`,
    );
  }
  return parseObject(text);
}

/** Parses a text as a JSON object. Null if it is not one. */
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

/** The number of objects and lists in a JSON text. Stops at one above `most`. */
function countParts(text: string, most: number): number {
  let parts = 0;
  for (let at = 0; at < text.length && parts <= most; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x7b || code === 0x5b) parts += 1;
    else if (code === 0x22) at = endOfJsonString(text, at);
  }
  return parts;
}

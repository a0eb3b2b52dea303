import { endOfJsonString } from '@penstock/providers';

/** The limits of one JSON text from outside. Recursive code, such as `JSON.stringify`, fails on deeper values. */
export const jsonBounds = {
  /** Nesting of one value, such as `metadata` or a schema. */
  depth: 100,
  /** Nesting of one text, which may have such a value within an envelope. */
  textDepth: 128,
  /** Objects and lists of one text. */
  containers: 50_000,
  /** Members and items of one text, approximate. */
  values: 400_000,
  /** Members of all objects of one text. Each new name costs ten times as much as an item. */
  members: 50_000,
  /** Characters of one number. A number takes thirty times as long as a text. */
  number: 100,
  /** Consecutive blanks. */
  blanks: 10_000,
} as const;

/** JSON that exceeds its limits. The message is a predicate, such as `nests more than 128 levels deep`. */
export class JsonBoundsError extends Error {
  override readonly name = 'JsonBoundsError';
}

/** Parses JSON from outside. Throws a `JsonBoundsError` before parsing, or a `SyntaxError`. */
export function parseJsonText(text: string): unknown {
  const excess = findExcess(text);
  if (excess !== null) throw new JsonBoundsError(excess);
  return JSON.parse(text);
}

const blank = 32;
const quote = 34;
const comma = 44;
const colon = 58;

/**
 * Describes how a JSON text exceeds the limits, as a predicate; null if it does not. Long strings cost almost nothing.
 */
export function findExcess(text: string): string | null {
  if (text.length <= jsonBounds.textDepth) return null;
  let depth = 0;
  let containers = 0;
  let values = 0;
  let members = 0;
  /** The start of the text outside quotes, and of the number in it. */
  let marked = 0;
  let number = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    switch (code) {
      case quote:
        at = endOfJsonString(text, at);
        marked = at;
        break;
      case comma:
        marked = at;
        values++;
        break;
      case colon:
        marked = at;
        members++;
        break;
      case 91: // [
      case 123: // {
        marked = at;
        containers++;
        if (++depth > jsonBounds.textDepth) return `nests more than ${jsonBounds.textDepth} levels deep`;
        break;
      case 93: // ]
      case 125: // }
        marked = at;
        depth--;
        break;
      default:
        if (code <= blank) {
          number = at;
          if (at - marked > jsonBounds.blanks) return `has more than ${jsonBounds.blanks} blanks in a row`;
        } else if (!isOfNumber(code)) number = at;
        else if (at - Math.max(number, marked) > jsonBounds.number)
          return `has a number of more than ${jsonBounds.number} characters`;
    }
  }
  if (containers > jsonBounds.containers)
    return `has ${containers} objects and lists, more than ${jsonBounds.containers}`;
  if (members > jsonBounds.members) return `has ${members} members of objects, more than ${jsonBounds.members}`;
  if (values > jsonBounds.values) return `has ${values} members and items, more than ${jsonBounds.values}`;
  return null;
}

/**
 * A digit, a point, a sign or an exponent. Any other letter outside quotes ends a number, so prose does not count as
 * one.
 */
function isOfNumber(code: number): boolean {
  return (code >= 48 && code <= 57) || code === 43 || code === 45 || code === 46 || code === 69 || code === 101;
}

/** The size of a JSON value. */
export type JsonSize = {
  /** Nesting of objects and lists; 0 for a text or a number. */
  depth: number;
  /** The number of values: the value itself and all values within it. */
  values: number;
};

/**
 * Measures a JSON value without recursion, so no depth can overflow the stack. Stops at the first level that exceeds
 * `most`. Then that figure is larger, and the other one is incomplete.
 */
export function measureJson(value: unknown, most: Partial<JsonSize> = {}): JsonSize {
  const { depth: mostDepth = Infinity, values: mostValues = Infinity } = most;
  let level: unknown[] = [value];
  let depth = 0;
  let values = 1;
  while (level.length > 0 && depth <= mostDepth && values <= mostValues) {
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

/** Adds the objects and lists of a container to `next`, and counts all its values. */
function collect(container: object, next: unknown[]): number {
  const held: readonly unknown[] = Array.isArray(container) ? container : Object.values(container);
  for (const one of held) if (typeof one === 'object' && one !== null) next.push(one);
  return held.length;
}

/** Whether a value nests objects or lists more than `depth` levels deep. */
export function isDeeper(value: unknown, depth: number = jsonBounds.depth): boolean {
  return measureJson(value, { depth }).depth > depth;
}

/**
 * The text of a member of a JSON object, found without parsing. Null if it is missing or longer than `mostCharacters`.
 */
export function topLevelText(text: string, name: string, mostCharacters = 1_000): string | null {
  let depth = 0;
  let key: string | null = null;
  for (let at = 0; at < text.length; at++) {
    switch (text.charCodeAt(at)) {
      case quote: {
        const end = endOfJsonString(text, at);
        if (depth === 1) {
          const string = end - at > mostCharacters ? null : parseString(text.slice(at, end + 1));
          if (key === name) return string;
          key = string;
        }
        at = end;
        break;
      }
      case comma:
        if (depth === 1) key = null;
        break;
      case 91: // [
      case 123: // {
        depth++;
        break;
      case 93: // ]
      case 125: // }
        depth--;
        break;
    }
  }
  return null;
}

function parseString(text: string): string | null {
  try {
    return String(JSON.parse(text));
  } catch {
    return null;
  }
}

/** The approximate length of a value as JSON, counted up to `most`; above it, `most` + 1. */
export function jsonLength(value: unknown, most: number): number {
  const left: unknown[] = [value];
  let length = 0;
  while (left.length > 0) {
    const next = left.pop();
    if (typeof next === 'string') length += next.length + 2;
    else if (typeof next !== 'object' || next === null) length += 4;
    else {
      length += 2;
      for (const key in next) {
        if (!Array.isArray(next)) length += key.length + 3;
        length++;
        left.push(Reflect.get(next, key));
        if (length > most) return most + 1;
      }
    }
    if (length > most) return most + 1;
  }
  return length;
}

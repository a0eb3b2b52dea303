import { JsonBoundsError, parseJsonText } from '../json/json-bounds.ts';
import {
  backslash,
  closeBrace,
  closeBracket,
  comma,
  escapeControl,
  isBlank,
  isControl,
  openBrace,
  openBracket,
  quote,
} from '../json/json-codes.ts';
import { unfence } from './unfence.ts';

/** The most values that are tried in one text: prose may have brackets of its own. */
const mostTries = 8;

const closingThought = '</think>';

/**
 * The JSON of a text, without a Markdown fence, prose around it, thoughts before it, and commas after a last member.
 * Raw line breaks in strings are escaped. Returns the text itself if it has no complete object or list. Linear in the
 * text: it is searched at most eight times.
 */
export function bareJson(text: string): string {
  const bare = unfence(text);
  return isJson(bare) ? bare : (mendJson(bare) ?? bare);
}

/** The first object or list in a text that can be mended to JSON. Null if there is none, or if one is incomplete. */
export function mendJson(text: string): string | null {
  const thought = text.lastIndexOf(closingThought);
  let from = thought === -1 ? 0 : thought + closingThought.length;
  for (let tries = 0; tries < mostTries; tries++) {
    const start = indexOfValue(text, from);
    if (start === -1) return null;
    const value = readValue(text, start);
    // The values within an incomplete value are its parts.
    if (value === null) return null;
    if (isJson(value.json)) return value.json;
    from = value.end;
  }
  return null;
}

function indexOfValue(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    const character = text.charCodeAt(at);
    if (character === openBrace || character === openBracket) return at;
  }
  return -1;
}

/**
 * The value that begins at a bracket; null if it is incomplete. Commas before closing brackets are removed, and line
 * breaks in strings are escaped.
 */
function readValue(text: string, start: number): { json: string; end: number } | null {
  const pieces: string[] = [];
  let from = start;
  let depth = 0;
  let lastComma = -1;
  for (let at = start; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (isBlank(code)) continue;
    if (code === quote) {
      const end = endOfString(text, at);
      for (let inner = at; inner < end; inner++) {
        if (!isControl(text.charCodeAt(inner))) continue;
        pieces.push(text.slice(from, inner), escapeControl(text.charCodeAt(inner)));
        from = inner + 1;
      }
      at = end;
    } else if (code === openBrace || code === openBracket) {
      depth++;
    } else if (code === closeBrace || code === closeBracket) {
      if (lastComma !== -1) {
        pieces.push(text.slice(from, lastComma));
        from = lastComma + 1;
      }
      depth--;
      if (depth === 0) return { json: pieces.join('') + text.slice(from, at + 1), end: at + 1 };
    }
    lastComma = code === comma ? at : -1;
  }
  return null;
}

function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === backslash) at++;
    else if (code === quote) return at;
  }
  return text.length;
}

function isJson(text: string): boolean {
  try {
    parseJsonText(text);
    return true;
  } catch (error) {
    // It is JSON, but above a bound.
    return error instanceof JsonBoundsError;
  }
}

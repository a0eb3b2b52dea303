import { endOfJsonString } from './end-of-json-string.ts';
import { type JsonObject, parseAnswer } from './read-json-value.ts';

/**
 * The consecutive JSON objects of a text. Some servers do not follow JSON exactly: they write control characters in
 * strings, and the numbers `NaN` and `Infinity`, which are read as null. Empty if other text is between them, or one is
 * incomplete.
 */
export function lenientObjects(text: string): readonly JsonObject[] {
  const objects: JsonObject[] = [];
  let at = 0;
  while (at < text.length) {
    if (/\s/.test(text[at] ?? '')) {
      at += 1;
      continue;
    }
    const end = text[at] === '{' ? endOfObject(text, at) : -1;
    if (end === -1) return [];
    const piece = text.slice(at, end);
    const object = parseAnswer(piece) ?? parseAnswer(toStrictJson(piece));
    if (object === null) return [];
    objects.push(object);
    at = end;
  }
  return objects;
}

/** The index after the object that begins at `start`. -1 if it does not end. */
function endOfObject(text: string, start: number): number {
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    const character = text[at];
    if (character === '"') at = endOfJsonString(text, at);
    else if (character === '{' || character === '[') depth += 1;
    else if (character === '}' || character === ']') {
      depth -= 1;
      if (depth === 0) return at + 1;
    }
  }
  return -1;
}

function toStrictJson(text: string): string {
  const pieces: string[] = [];
  let at = 0;
  while (at < text.length) {
    const quote = text.indexOf('"', at);
    const outside = quote === -1 ? text.length : quote;
    pieces.push(text.slice(at, outside).replaceAll(/-?Infinity\b|\bNaN\b/g, 'null'));
    if (quote === -1) break;
    at = endOfJsonString(text, quote) + 1;
    pieces.push(text.slice(quote, at).replaceAll(/\p{Cc}/gu, toEscape));
  }
  return pieces.join('');
}

function toEscape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

import { operationRefusal } from './refuse-operation.ts';

/** The deepest nesting of brackets of any kind. Far above the nesting that `depth` and the schema's arguments allow. */
const mostNested = 100;
/** The most lines, with comments and block strings. Each line costs the parser more than its characters. */
const mostLines = 20_000;
/** The most characters of one name. Errors repeat names, and compare them with those of the schema. */
const longestName = 200;

const code = (character: string): number => character.charCodeAt(0);
const quote = code('"');
const hash = code('#');
const backslash = code('\\');
const newline = code('\n');
const carriageReturn = code('\r');
const openers = new Set(['{', '[', '('].map(code));
const closers = new Set(['}', ']', ')'].map(code));

/**
 * Refuses a text that is too long, has too many lines, or is nested too deep. The parser would need a deep stack or a
 * long time for it. Reads each character once. Throws a `GraphQLError` with code BAD_USER_INPUT.
 */
export function checkSource(source: string, mostBytes: number): void {
  if (source.length > mostBytes) {
    throw operationRefusal(
      `The document has ${source.length} characters; at most ${mostBytes} are allowed: send long texts as variables.`,
    );
  }
  const { depth, lines, name } = measureSource(source);
  if (depth > mostNested) {
    throw operationRefusal(`The document nests brackets ${depth} deep; at most ${mostNested} are allowed.`);
  }
  if (lines > mostLines) {
    throw operationRefusal(
      `The document has ${lines} lines; at most ${mostLines} are allowed: send long texts as variables.`,
    );
  }
  if (name > longestName) {
    throw operationRefusal(`The document has a name of ${name} characters; at most ${longestName} are allowed.`);
  }
}

/**
 * The deepest nesting of brackets, the number of lines, and the longest name or number, outside strings and comments.
 */
export function measureSource(source: string): { depth: number; lines: number; name: number } {
  let depth = 0;
  let deepest = 0;
  let lines = 1;
  let word = 0;
  let longestWord = 0;
  for (let at = 0; at < source.length; at++) {
    const character = source.charCodeAt(at);
    if (isWord(character)) {
      if (++word > longestWord) longestWord = word;
      continue;
    }
    word = 0;
    if (isLineEnd(character)) lines++;
    else if (openers.has(character)) deepest = Math.max(deepest, ++depth);
    else if (closers.has(character)) depth--;
    else if (character === hash) at = endOfComment(source, at) - 1;
    else if (character === quote && source.startsWith('"""', at)) {
      const end = endOfBlock(source, at + 3);
      for (; at < end - 1; at++) if (isLineEnd(source.charCodeAt(at))) lines++;
    } else if (character === quote) at = endOfString(source, at + 1) - 1;
  }
  return { depth: deepest, lines, name: longestWord };
}

function isWord(character: number): boolean {
  return (
    (character >= 97 && character <= 122) ||
    (character >= 65 && character <= 90) ||
    character === 95 ||
    (character >= 48 && character <= 57)
  );
}

/** A carriage return also ends a line and a comment. */
function isLineEnd(character: number): boolean {
  return character === newline || character === carriageReturn;
}

function endOfComment(source: string, from: number): number {
  let at = from;
  while (at < source.length && !isLineEnd(source.charCodeAt(at))) at++;
  return at;
}

/** The end of a string: after its quote, or at the end of its line, where the parser stops. */
function endOfString(source: string, from: number): number {
  for (let at = from; at < source.length; at++) {
    const character = source.charCodeAt(at);
    if (character === backslash) at++;
    else if (character === quote) return at + 1;
    else if (isLineEnd(character)) return at;
  }
  return source.length;
}

/** The end of a block string. Three quotes after a backslash do not end it. */
function endOfBlock(source: string, from: number): number {
  let at = source.indexOf('"""', from);
  while (at !== -1 && at > from && source.charCodeAt(at - 1) === backslash) at = source.indexOf('"""', at + 3);
  return at === -1 ? source.length : at + 3;
}

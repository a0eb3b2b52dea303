import { type AST, RegExpParser } from '@eslint-community/regexpp';
import { RE2JS } from 're2js';
import { PatternError } from './pattern-error.ts';
import { patternSize } from './pattern-size.ts';
import { toRe2 } from './to-re2.ts';

/** A regular expression of a caller, which takes time in proportion to the text. */
export type LinearPattern = {
  /** Whether it matches anywhere in the text. */
  test(text: string): boolean;
  /** Steps of its program, about: what one character of a text costs at the most. */
  size: number;
};

/** Longer patterns are not read at all. UTF-16 units. */
const mostCharacters = 4_000;
const mostSteps = 2_000;
const deepestGroup = 50;
/** Steps times characters after which an engine forgets its states: some hundred kilobytes of them. */
const mostLearned = 100_000;

const parser = new RegExpParser({ ecmaVersion: 2025 });

/**
 * Compiles a JavaScript pattern, read as with the flag `u`, to an engine without backtracking. Throws a `PatternError` for
 * what is no pattern, for what such an engine cannot do (look-around, back references), and above 2,000 steps.
 */
export function compileLinearPattern(pattern: string): LinearPattern {
  const tree = parse(pattern);
  const translated = toRe2(tree);
  const size = patternSize(tree);
  if (size > mostSteps) {
    throw new PatternError(`has about ${size} steps with its repetitions written out: at most ${mostSteps} are taken`);
  }
  try {
    return { size, test: testWith(RE2JS.compile(translated), size) };
  } catch {
    throw new PatternError('uses a character property that is not known here');
  }
}

/** Tests, and forgets the states that the engine has learned from time to time: they may take up to 8 MB. */
function testWith(engine: RE2JS, size: number): LinearPattern['test'] {
  let learned = 0;
  return (text) => {
    const matches = engine.test(text);
    learned += size * text.length;
    if (learned > mostLearned) {
      // Made anew with the next test; its type leaves out that it may be absent.
      Object.assign(engine.re2(), { lazyDFA: null });
      learned = 0;
    }
    return matches;
  };
}

function parse(pattern: string): AST.Pattern {
  if (pattern.length > mostCharacters) {
    throw new PatternError(`has ${pattern.length} characters: at most ${mostCharacters} are taken`);
  }
  if (groupDepth(pattern) > deepestGroup) {
    throw new PatternError(`nests its groups more than ${deepestGroup} deep`);
  }
  try {
    return parser.parsePattern(pattern, 0, pattern.length, { unicode: true });
  } catch {
    throw new PatternError('is not a regular expression');
  }
}

/** Of groups, before the recursive parser sees them. */
function groupDepth(pattern: string): number {
  let depth = 0;
  let deepest = 0;
  let isClass = false;
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern[at];
    if (character === '\\') at++;
    else if (isClass) isClass = character !== ']';
    else if (character === '[') isClass = true;
    else if (character === '(') deepest = Math.max(deepest, ++depth);
    else if (character === ')') depth--;
  }
  return deepest;
}

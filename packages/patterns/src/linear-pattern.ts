import { type AST, RegExpParser } from '@eslint-community/regexpp';
import { RE2JS } from 're2js';
import { PatternError } from './pattern-error.ts';
import { toRe2 } from './to-re2.ts';

/** A regular expression of a caller, matched in linear time. */
export type LinearPattern = {
  /** Whether it matches anywhere in the text. */
  test(text: string): boolean;
  /** Approximate steps of its program: the most that one character of a text costs. */
  size: number;
};

/** Longer patterns are refused. UTF-16 units. */
const mostCharacters = 4_000;
const mostSteps = 2_000;
const deepestGroup = 50;
/** Steps times characters after which an engine is replaced: some hundred kilobytes of states. */
const mostLearned = 100_000;

const parser = new RegExpParser({ ecmaVersion: 2025 });

/**
 * Compiles a JavaScript pattern with the flag `u` for an engine without backtracking. Throws a `PatternError` for an
 * invalid pattern, for features that such an engine lacks (look-around, back references), and above 2,000 steps.
 */
export function compileLinearPattern(pattern: string): LinearPattern {
  const tree = parse(pattern);
  const translated = toRe2(tree);
  const size = patternSize(tree);
  if (size > mostSteps) {
    throw new PatternError(
      `has about ${size} steps with its repetitions written out: at most ${mostSteps} are allowed`,
    );
  }
  try {
    return { size, test: testWith(RE2JS.compile(translated), size) };
  } catch {
    throw new PatternError('uses an unknown character property');
  }
}

/** Tests a text. The engine's learned states are dropped from time to time, because they may take up to 8 MB. */
function testWith(engine: RE2JS, size: number): LinearPattern['test'] {
  let learned = 0;
  return (text) => {
    const matches = engine.test(text);
    learned += size * text.length;
    if (learned > mostLearned) {
      // Created again by the next test. The declared type omits that it may be absent.
      Object.assign(engine.re2(), { lazyDFA: null });
      learned = 0;
    }
    return matches;
  };
}

function parse(pattern: string): AST.Pattern {
  if (pattern.length > mostCharacters) {
    throw new PatternError(`has ${pattern.length} characters: at most ${mostCharacters} are allowed`);
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

/** The nesting of groups, checked before the recursive parser runs. */
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

/** The approximate number of steps in the program of a pattern, with its repetitions expanded. */
function patternSize(node: AST.Node): number {
  switch (node.type) {
    case 'Pattern':
    case 'CapturingGroup':
    case 'Group':
      return node.alternatives.reduce((sum, alternative) => sum + 1 + patternSize(alternative), 0);
    case 'Alternative':
      return node.elements.reduce((sum, element) => sum + patternSize(element), 0);
    case 'Quantifier': {
      const { min, max, element } = node;
      const copies = Number.isFinite(max) ? max : min + 1;
      return 1 + Math.max(1, copies) * (1 + patternSize(element));
    }
    case 'CharacterClass':
      return 1 + Math.ceil(node.elements.length / 10);
    default:
      return 1;
  }
}

import type { AST } from '@eslint-community/regexpp';
import { PatternError } from './pattern-error.ts';

/** RE2 accepts no larger count. */
const mostRepetitions = 1_000;

/** JavaScript's meaning of `\s`, and its complement. RE2 knows only ASCII. */
const blanks = String.raw`\x{9}-\x{d}\x{20}\x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}\x{feff}`;
const notBlanks = String.raw`\x{0}-\x{8}\x{e}-\x{1f}\x{21}-\x{9f}\x{a1}-\x{167f}\x{1681}-\x{1fff}\x{200b}-\x{2027}\x{202a}-\x{202e}\x{2030}-\x{205e}\x{2060}-\x{2fff}\x{3001}-\x{fefe}\x{ff00}-\x{10ffff}`;
const everything = String.raw`\x{0}-\x{10ffff}`;

/**
 * Writes a parsed pattern in RE2's syntax, with JavaScript's meaning. Throws a `PatternError` for features that RE2
 * lacks.
 */
export function toRe2(node: AST.Node): string {
  switch (node.type) {
    case 'Pattern':
      return alternatives(node.alternatives);
    case 'Alternative':
      return node.elements.map(toRe2).join('');
    case 'Group':
      if (node.modifiers !== null) throw new PatternError("changes flags with '(?i:', which is not supported");
      return `(?:${alternatives(node.alternatives)})`;
    case 'CapturingGroup':
      return `(?:${alternatives(node.alternatives)})`;
    case 'Quantifier':
      return quantifier(node);
    case 'Character':
      return character(node.value);
    case 'CharacterSet':
      return node.kind === 'any' ? String.raw`[^\n\r\x{2028}\x{2029}]` : `[${set(node)}]`;
    case 'CharacterClass':
      return characterClass(node);
    case 'Assertion':
      return assertion(node);
    case 'Backreference':
      throw new PatternError(`refers back to a group with '${node.raw}', which takes unbounded time`);
    default:
      throw new PatternError('uses a feature of regular expressions that is not supported');
  }
}

function alternatives(list: readonly AST.Alternative[]): string {
  return list.map(toRe2).join('|');
}

function quantifier({ min, max, element }: AST.Quantifier): string {
  if (min > mostRepetitions || (Number.isFinite(max) && max > mostRepetitions)) {
    const most = mostRepetitions.toLocaleString('en');
    throw new PatternError(`repeats more than ${most} times: use minLength and maxLength for long texts`);
  }
  return `(?:${toRe2(element)}){${min},${Number.isFinite(max) ? max : ''}}`;
}

function assertion(node: AST.Assertion): string {
  switch (node.kind) {
    case 'start':
      return '^';
    case 'end':
      return '$';
    case 'word':
      return node.negate ? String.raw`\B` : String.raw`\b`;
    default:
      throw new PatternError(
        `looks ${node.kind === 'lookahead' ? 'ahead' : 'behind'} with '(?', which takes unbounded time`,
      );
  }
}

function character(code: number): string {
  return `\\x{${code.toString(16)}}`;
}

function characterClass({ elements, negate }: AST.CharacterClass): string {
  const members = elements.map(member).join('');
  if (members === '') return negate ? `[${everything}]` : `[^${everything}]`;
  return `[${negate ? '^' : ''}${members}]`;
}

function member(element: AST.CharacterClass['elements'][number]): string {
  switch (element.type) {
    case 'Character':
      return character(element.value);
    case 'CharacterClassRange':
      return `${character(element.min.value)}-${character(element.max.value)}`;
    case 'CharacterSet':
      return set(element);
    default:
      throw new PatternError('uses a feature of character classes that is not supported');
  }
}

/** A set as members of a class. */
function set(node: AST.CharacterSet): string {
  switch (node.kind) {
    case 'digit':
      return node.negate ? String.raw`\D` : String.raw`\d`;
    case 'word':
      return node.negate ? String.raw`\W` : String.raw`\w`;
    case 'space':
      return node.negate ? notBlanks : blanks;
    case 'property':
      return `\\${node.negate ? 'P' : 'p'}{${propertyName(node.value ?? node.key)}}`;
    default:
      throw new PatternError('uses a feature of character classes that is not supported');
  }
}

/** RE2 knows general categories only by their short names. */
const shortNames: Readonly<Record<string, string>> = {
  Letter: 'L',
  Uppercase_Letter: 'Lu',
  Lowercase_Letter: 'Ll',
  Mark: 'M',
  Number: 'N',
  Decimal_Number: 'Nd',
  Punctuation: 'P',
  Symbol: 'S',
  Separator: 'Z',
};

function propertyName(name: string): string {
  return shortNames[name] ?? name;
}

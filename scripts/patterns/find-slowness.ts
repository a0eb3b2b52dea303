import { type AST, RegExpParser, visitRegExpAST } from '@eslint-community/regexpp';
import { type ReadonlyFlags, toUnicodeSet } from 'regexp-ast-analysis';
import { analyse } from 'scslre';

/**
 * Why an expression takes more than linear time on some text, as a phrase. Null if it takes linear time. The package
 * scslre finds two repetitions that can match the same characters. This function finds a search that reads to the end
 * of the text from each of many places.
 */
export function findSlowness(pattern: string, flags: string): string | null {
  const { reports } = analyse({ source: pattern, flags }, { reportTypes: { Move: true, Self: true, Trade: true } });
  if (reports.some(({ exponential }) => exponential)) return 'takes exponential time';
  if (reports.length > 0) return 'has repetitions that share characters';
  const parser = new RegExpParser();
  const unicode = { unicode: flags.includes('u'), unicodeSets: flags.includes('v') };
  const tree = parser.parsePattern(pattern, 0, pattern.length, unicode);
  const parsedFlags = parser.parseFlags(flags);
  if (isAmbiguous(tree, parsedFlags)) return 'takes exponential time';
  if (parsedFlags.sticky) return null;
  const restarts = tree.alternatives.some(({ elements }) => startsOver(inSequence(elements), parsedFlags));
  return restarts ? 'reads on from each place where it begins' : null;
}

/** Whether a repeated part can match the same characters in two ways, as in `(\w|\d)*`. scslre does not report this. */
function isAmbiguous(tree: AST.Pattern, flags: ReadonlyFlags): boolean {
  let isFound = false;
  visitRegExpAST(tree, {
    onQuantifierEnter({ max, element }) {
      if (max === Infinity && (element.type === 'Group' || element.type === 'CapturingGroup')) {
        isFound ||= element.alternatives.some((one, at) =>
          element.alternatives.slice(at + 1).some((other) => canBeSame(one.elements, other.elements, flags)),
        );
      }
    },
  });
  return isFound;
}

function canBeSame(one: readonly AST.Element[], other: readonly AST.Element[], flags: ReadonlyFlags): boolean {
  if (one.length === 0 || one.length !== other.length) return false;
  return one.every((part, at) => {
    const counterpart = other[at];
    if (counterpart === undefined || part.type === 'Quantifier' || counterpart.type === 'Quantifier') return false;
    const [left, right] = [charactersOf(part, flags), charactersOf(counterpart, flags)];
    return left !== null && right !== null && !left.isDisjointWith(right);
  });
}

/** The expression in a normal form, without groups around single parts. */
function inSequence(elements: readonly AST.Element[]): readonly AST.Element[] {
  return elements.flatMap((element) => {
    if (element.type !== 'Group' && element.type !== 'CapturingGroup') return [element];
    const [only, ...others] = element.alternatives;
    return only !== undefined && others.length === 0 ? inSequence(only.elements) : [element];
  });
}

/** Whether the start of the expression can repeat within an unbounded part of it, with a condition after it. */
function startsOver(elements: readonly AST.Element[], flags: ReadonlyFlags): boolean {
  const [first] = elements;
  if (first?.type === 'Assertion' && (first.kind === 'lookbehind' || (first.kind === 'start' && !flags.multiline))) {
    return false;
  }
  return elements.some((element, at) => {
    if (at === 0 || element.type !== 'Quantifier' || element.max !== Infinity) return false;
    const inside = charactersOf(element.element, flags);
    const before = elements.slice(0, at).filter(isNeeded);
    if (inside === null || before.length === 0) return false;
    const isWithin = before.every((part) => charactersOf(part, flags)?.isDisjointWith(inside) === false);
    return isWithin && elements.slice(at + 1).some(isNeeded);
  });
}

/** Whether it takes at least one character, or sets a condition that a text can fail. */
function isNeeded(element: AST.Element): boolean {
  if (element.type === 'Quantifier') return element.min > 0 && isNeeded(element.element);
  if (element.type === 'Assertion') return element.kind === 'end';
  return true;
}

/** The characters of one part. Null if they are unknown. */
function charactersOf(element: AST.Element, flags: ReadonlyFlags): ReturnType<typeof toUnicodeSet> | null {
  switch (element.type) {
    case 'Character':
    case 'CharacterSet':
    case 'CharacterClass':
      return toUnicodeSet(element, flags);
    case 'Quantifier':
      return charactersOf(element.element, flags);
    case 'CapturingGroup':
    case 'Group': {
      const sets = element.alternatives.flatMap(({ elements }) => elements.map((part) => charactersOf(part, flags)));
      const [first, ...others] = sets.filter((set) => set !== null);
      return first === undefined ? null : first.union(...others);
    }
    default:
      return null;
  }
}

import { type Alias, type CST, type Document, isAlias, isMap, isScalar, isSeq, type Node } from 'yaml';

/** An error in a file, and its offset. */
export type StructureProblem = { offset: number; message: string };

/** The limits of a policy file. Far above any real file, and far below a stack overflow or full memory. */
const fileBounds = {
  characters: 1024 * 1024,
  /** The time of the parser grows with the square of this number. */
  lines: 20_000,
  /** Nested maps and lists, aliases included. */
  depth: 64,
  /** Number of values. Each alias counts as its content. */
  values: 200_000,
} as const;

/** Why a text is too large for the parser. Null for a valid text. */
export function checkSize(text: string): StructureProblem | null {
  const { characters, lines } = fileBounds;
  if (text.length > characters) {
    const [found, most] = [text.length.toLocaleString('en'), characters.toLocaleString('en')];
    return { offset: 0, message: `This file has ${found} characters: at most ${most} are read.` };
  }
  const found = text.split('\n').length;
  if (found > lines) {
    const [counted, most] = [found.toLocaleString('en'), lines.toLocaleString('en')];
    return { offset: 0, message: `This file has ${counted} lines: at most ${most} are read.` };
  }
  return null;
}

/**
 * Why a text is nested too deeply for the composer. Null for a valid text. The token parser has no recursion; the
 * composer has.
 */
export function checkDepth(tokens: readonly CST.Token[]): StructureProblem | null {
  const offset = findDeeper(tokens, fileBounds.depth);
  return offset === null ? null : { offset, message: tooDeep };
}

const tooDeep = `This is nested more than ${fileBounds.depth} levels deep.`;

/** The offset of a map or list that is nested too deeply. */
function findDeeper(tokens: readonly CST.Token[], most: number): number | null {
  const left: { token: CST.Token | null | undefined; depth: number }[] = [];
  for (const token of tokens) left.push({ token, depth: 0 });
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    const { token, depth } = next;
    if (token == null) continue;
    if (token.type === 'document') left.push({ token: token.value, depth });
    if (!('items' in token)) continue;
    if (depth === most) return token.offset;
    for (const { key, value } of token.items) {
      left.push({ token: key, depth: depth + 1 }, { token: value, depth: depth + 1 });
    }
  }
  return null;
}

type Size = { values: number; depth: number };

/**
 * The errors of a file's aliases, and of the size of the document with their content. Each anchor is measured once,
 * before its aliases.
 */
export function checkAliases(document: Document.Parsed): StructureProblem[] {
  const problems: StructureProblem[] = [];
  const anchors = new Map<string, Size | 'open'>();
  const report = (node: unknown, message: string): Size => {
    problems.push({ offset: (node as Node | null)?.range?.[0] ?? 0, message });
    return { values: 1, depth: 0 };
  };
  const measureAlias = (alias: Alias): Size => {
    const size = anchors.get(alias.source);
    if (size === undefined) return report(alias, `There is no anchor '&${alias.source}' before this alias.`);
    if (size === 'open')
      return report(
        alias,
        `The alias '*${alias.source}' is inside the value that it refers to, so it has no end: move it out.`,
      );
    return size;
  };
  const measureMembers = (members: readonly unknown[]): Size => {
    const whole = { values: 1, depth: 0 };
    for (const member of members) {
      const size = measure(member);
      whole.values += size.values;
      whole.depth = Math.max(whole.depth, size.depth + 1);
      if (problems.length > 0) continue;
      if (whole.depth > fileBounds.depth) report(member, tooDeep);
      if (whole.values > fileBounds.values) report(member, tooMany);
    }
    return whole;
  };
  const measure = (node: unknown): Size => {
    if (isAlias(node)) return measureAlias(node);
    const anchor = isMap(node) || isSeq(node) || isScalar(node) ? node.anchor : undefined;
    if (anchor !== undefined) anchors.set(anchor, 'open');
    let size: Size = { values: 1, depth: 0 };
    if (isMap(node)) size = measureMembers(node.items.flatMap(({ key, value }) => [key, value]));
    else if (isSeq(node)) size = measureMembers(node.items);
    if (anchor !== undefined) anchors.set(anchor, size);
    return size;
  };
  measure(document.contents);
  return problems;
}

const tooMany = `The aliases of this file expand to more than ${fileBounds.values.toLocaleString('en')} values.`;

/** Duplicate keys of maps. The parser's own check would compare each pair of keys. */
export function findDuplicateKeys(document: Document.Parsed): StructureProblem[] {
  const problems: StructureProblem[] = [];
  const left: unknown[] = [document.contents];
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    if (isSeq(next)) for (const item of next.items) left.push(item);
    if (!isMap(next)) continue;
    const keys = new Set<unknown>();
    for (const { key, value } of next.items) {
      left.push(key, value);
      if (!isScalar(key) || key.value === '<<' || typeof key.value === 'symbol') continue;
      if (keys.has(key.value))
        problems.push({ offset: key.range?.[0] ?? 0, message: 'This is not YAML: Map keys must be unique.' });
      keys.add(key.value);
    }
  }
  return problems;
}

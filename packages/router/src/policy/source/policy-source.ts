import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  type YAMLError,
} from 'yaml';
import { checkAliases, checkText, findDuplicateKeys, type StructureProblem } from './check-structure.ts';
import { maskReferences, substitute, unmask } from './environment-reference.ts';

export type Path = readonly PropertyKey[];
type Place = { line: number; column: number };

export type PolicySourceOptions = {
  environment: Readonly<Record<string, string | undefined>>;
  /** Whether only text may stand at a path, so that a variable's value is never read as a number there. */
  isTextOnly(path: Path): boolean;
};

/** A policy file as plain data, which still knows where each piece of it stands. */
export type PolicySource = {
  /** With the environment put in; undefined when the text is not YAML. */
  data: unknown;
  /** What is wrong with the YAML itself. */
  problems: readonly (Place & { message: string })[];
  /** Variables that are named, not set and without a default; their place holds null. */
  missing: readonly { path: Path; variable: string }[];
  /** Where a key or its value stands; the nearest place above it for what is not there. */
  locate(path: Path, part: 'key' | 'value'): Place;
  /** The value at a path, undefined for none. */
  valueAt(path: Path): unknown;
  /** What the file says there, where the environment was put in; null elsewhere. */
  writtenAs(path: Path): string | null;
};

/** Reads YAML, keeping the line of everything, and puts the environment into its texts. */
export function readPolicySource(text: string, options: PolicySourceOptions): PolicySource {
  const unreadable = checkText(text);
  const lineCounter = new LineCounter();
  // `findDuplicateKeys` does what `uniqueKeys` would do in the square of the time.
  const parsing = { lineCounter, prettyErrors: false, merge: true, uniqueKeys: false } as const;
  const document = parseDocument(unreadable === null ? maskReferences(text) : '', parsing);
  const place = (offset: number): Place => {
    const { line, col } = lineCounter.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  const environment = putEnvironmentIn(document.contents, options);
  const found =
    unreadable === null
      ? [...document.errors.map(toProblem), ...findDuplicateKeys(document), ...checkAliases(document)]
      : [unreadable];
  const problems = found.map(({ offset, message }) => ({
    ...(unreadable === null ? place(offset) : placeIn(text, offset)),
    message,
  }));
  const read = problems.length > 0 ? { data: undefined, problems: [] } : toData(document);
  return {
    data: read.data,
    problems: [...problems, ...read.problems],
    missing: environment.missing,
    locate: (path, part) => place(offsetOf(document, path, part)),
    valueAt: (path) => valueAt(read.data, path),
    writtenAs: (path) => environment.written.get(JSON.stringify(path)) ?? null,
  };
}

/** The value at a path of plain data, undefined for none. */
export function valueAt(data: unknown, path: Path): unknown {
  let value = data;
  for (const key of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = Reflect.get(value, key);
  }
  return value;
}

function toData(document: Document.Parsed): Pick<PolicySource, 'data' | 'problems'> {
  try {
    // `checkAliases` has counted what they stand for.
    return { data: document.toJS({ maxAliasCount: -1 }), problems: [] };
  } catch {
    const message =
      'The aliases of this file cannot be resolved: an alias after << must name a map, or a list of maps.';
    return { data: undefined, problems: [{ line: 1, column: 1, message }] };
  }
}

/** Where a character of a text stands that was not parsed. */
function placeIn(text: string, offset: number): Place {
  const before = text.slice(0, offset);
  return { line: before.split('\n').length, column: offset - before.lastIndexOf('\n') };
}

/** The parser's own sentence without what it quotes from the file, which may be a key. */
function toProblem(error: YAMLError): StructureProblem {
  const sentence = error.message.replace(/:? ["'`{[].*/s, '').replace(/[.:]$/, '');
  return { offset: error.pos[0], message: `This is not YAML: ${unmask(sentence)}.` };
}

function putEnvironmentIn(root: unknown, options: PolicySourceOptions) {
  const missing: { path: Path; variable: string }[] = [];
  const written = new Map<string, string>();
  const walk = (node: unknown, path: Path): void => {
    if (isMap(node)) {
      for (const pair of node.items) {
        if (isScalar(pair.key) && typeof pair.key.value === 'string') pair.key.value = unmask(pair.key.value);
        const key = keyOf(pair);
        walk(pair.value, key === mergeKey ? path : [...path, key]);
      }
    } else if (isSeq(node)) {
      node.items.forEach((item, index) => {
        walk(item, [...path, index]);
      });
    } else if (isScalar(node) && typeof node.value === 'string') {
      const original = unmask(node.value);
      const result = substitute(original, options.environment);
      node.value = result.text;
      if (!result.isSubstituted) return;
      written.set(JSON.stringify(path), original);
      for (const variable of result.missing) missing.push({ path, variable });
      if (result.missing.length > 0) node.value = null;
      else if (!options.isTextOnly(path)) node.value = plainValue(result.text);
    }
  };
  walk(root, []);
  return { missing, written };
}

/** Reads `5`, `0.25`, `true` as what they are, with or without quotes around the variable. */
function plainValue(text: string): string | number | boolean {
  if (/^-?\d+(\.\d+)?$/.test(text)) return Number(text);
  if (text === 'true' || text === 'false') return text === 'true';
  return text;
}

function offsetOf(document: Document.Parsed, path: Path, part: 'key' | 'value'): number {
  let node: unknown = document.contents;
  let offset = startOf(node) ?? 0;
  for (const [depth, key] of path.entries()) {
    const found = step(document, node, key);
    if (found === null) return offset;
    const isLast = depth === path.length - 1;
    const keyOffset = startOf(found.key) ?? startOf(found.value) ?? offset;
    const wantsKey = isLast ? part === 'key' : !isScalar(found.value);
    offset = wantsKey ? keyOffset : (startOf(found.value) ?? keyOffset);
    node = found.value;
  }
  return offset;
}

function step(document: Document.Parsed, node: unknown, key: PropertyKey): { key: unknown; value: unknown } | null {
  if (isAlias(node)) return step(document, node.resolve(document), key);
  if (isSeq(node)) {
    const value = node.items[Number(key)];
    return value === undefined ? null : { key: null, value };
  }
  if (!isMap(node)) return null;
  const own = node.items.find((pair) => keyOf(pair) === String(key));
  if (own !== undefined) return { key: own.key, value: own.value };
  for (const pair of node.items) {
    if (keyOf(pair) !== mergeKey) continue;
    const merged = step(document, pair.value, key);
    if (merged !== null) return merged;
  }
  return null;
}

/** `<<`, which takes over what an alias holds; the parser has a symbol for it. */
const mergeKey = '<<';

function keyOf({ key }: Pair): string {
  const value = isScalar(key) ? key.value : key;
  return typeof value === 'symbol' ? (value.description ?? '') : String(value);
}

function startOf(node: unknown): number | null {
  const range = (node as Node | null | undefined)?.range;
  return range === null || range === undefined ? null : range[0];
}
